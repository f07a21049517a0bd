import { defineConfig } from 'vitest/config'

/** Tests run on the TypeScript sources of every package; `ORT_DISABLE_TELEMETRY` must be there before the first import. */
export default defineConfig({
  resolve: { conditions: ['@vouch/source'] },
  ssr: { resolve: { conditions: ['@vouch/source'], externalConditions: ['@vouch/source'] } },
  test: {
    env: { ORT_DISABLE_TELEMETRY: '1' },
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 30_000,
  },
})
