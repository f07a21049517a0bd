import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

/** In development the page is served here and asks the API beside it; in production the API serves `dist/` itself. */
const api = process.env['VITE_API_URL'] ?? 'http://localhost:8000'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { conditions: ['@vouch/source', ...defaultClientConditions] },
  server: { port: 5173, proxy: { '/trpc': api, '/api': api, '/auth': api, '/docs': api } },
  build: {
    target: 'es2023',
    // an inlined asset would need `data:` in the content security policy
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // the first screen: React, the router, tRPC and zod, 165 kB over the wire
    chunkSizeWarningLimit: 600,
  },
})
