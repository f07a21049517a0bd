import { fileURLToPath } from 'node:url'
import { makeTemplate } from './make-template.ts'

await makeTemplate(fileURLToPath(new URL('template.tar.gz', import.meta.url)))
