import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const CONDITIONS = ['@vouch/source']

/** Tests run on the TypeScript sources of every package; `ORT_DISABLE_TELEMETRY` must be there before the first import. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { conditions: CONDITIONS },
        ssr: { resolve: { conditions: CONDITIONS, externalConditions: CONDITIONS } },
        test: {
          name: 'unit',
          include: ['{packages,apps}/*/src/**/*.test.{ts,tsx}', 'models/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          env: { ORT_DISABLE_TELEMETRY: '1', VOUCH_TESTS: '1' },
          globalSetup: ['scripts/build-for-tests.mjs'],
          // many a test starts servers, and a machine may be slow: a hang is meant, not a wait
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // a file's own copy of every module cost as much as the tests; none of them replaces a module or leaves a clock behind
          isolate: false,
          // and most of its time is that server's waiting
          maxWorkers: Math.max(3, availableParallelism() - 1),
          sequence: { groupOrder: 0 },
        },
      },
      // after the others: a browser and a server want the machine to themselves
      './apps/web/vitest.e2e.config.ts',
    ],
  },
})
