import { defineConfig } from 'vitest/config'
export default defineConfig({ resolve: { conditions: ['@vouch/source'] }, ssr: { resolve: { conditions: ['@vouch/source'] } }, test: { include: ['packages/core/src/tmp-*.test.ts'], testTimeout: 600000 } })
