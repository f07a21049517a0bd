import '../disable-telemetry.ts'
import { writeFileSync } from 'node:fs'
import { makeText, openApiFile } from './openapi-text.ts'

for (const auth of ['optional', 'required'] as const) writeFileSync(openApiFile(auth), makeText(auth))
