import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { Validator } from '@seriousme/openapi-schema-validator'
import openapiTypescript from 'openapi-typescript'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { appRouter } from '../router.ts'
import { listProcedures } from './list-procedures.ts'
import { openApiDocument } from './openapi.ts'
import { makeText, openApiFile } from './openapi-text.ts'

const run = promisify(execFile)
const document = openApiDocument(appRouter, 'optional')

const Operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).optional(),
  responses: z.record(z.string(), z.unknown()),
})
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
})

/** Compiles only when the generated types are those of the wire: each line marked as an error must be one. */
const USE = `
import type { components, paths } from './client'

type Answer = paths['/api/predict']['post']['responses'][200]['content']['application/json']
type Body = paths['/api/predict']['post']['requestBody']['content']['application/json']
export function read(answer: Answer): string {
  // the domain tells the answers apart
  if (answer.domain === 'heart') {
    const disease: 'DISEASE' | 'NO DISEASE' | undefined = answer.predictions[0]?.prediction
    return [disease, answer.predictions[0]?.features.thal].join()
  }
  if (answer.domain === 'other') {
    const found: 'POSITIVE' | 'NEGATIVE' | undefined = answer.predictions[0]?.prediction
    return [found, answer.predictions[0]?.features['anything']].join()
  }
  if (answer.domain === 'skin') {
    const code: 'nv' | 'mel' | 'bkl' | 'bcc' | 'akiec' | 'vasc' | 'df' | undefined = answer.predictions[0]?.code
    return [code, answer.malignant_score, answer.grad_cam].join()
  }
  const call = answer.predictions[0]
  if (!call) return answer.not_assessed[0]?.reason ?? ''
  const probability: number = call.probability
  const flips: number | null = call.flip_rate
  const label: 'PLANET' | 'FALSE POSITIVE' = call.prediction
  // @ts-expect-error there is no such key
  call.verdict
  // @ts-expect-error a probability is no text
  const text: string = call.probability
  return [probability, flips, label, call.features.planet_radius, text].join()
}
export const body: Body = { rows: [{ koi_period: 3.5, name: 'K1', empty: null }], threshold: 0.5 }
// @ts-expect-error rows are needed
export const empty: Body = { threshold: 0.5 }
export type Problem = components['schemas']['Problem']
export const code: Problem['code'] = 'not_found'
// @ts-expect-error no such code
export const wrong: Problem['code'] = 'nothing'
export type Row = paths['/api/predictions/{id}/calls']['get']['parameters']
export const parameters: Row = { path: { id: 'prd_1' }, query: { limit: 5 } }
`

describe('/openapi.json', () => {
  it('is valid OpenAPI 3.1 to a validator that is not ours', async () => {
    const validator = new Validator()
    const result = await validator.validate(JSON.parse(JSON.stringify(document)))
    expect(result).toMatchObject({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  it.each(['optional', 'required'] as const)('is what the build wrote down, where AUTH is %s', (auth) => {
    const built = fileURLToPath(openApiFile(auth)).replace(join('src', 'rest'), join('dist', 'rest'))
    expect(JSON.parse(readFileSync(built, 'utf8'))).toEqual(JSON.parse(makeText(auth)))
  })

  it('has one operation for every procedure, under the path and method it is served at', () => {
    const { paths } = Document.parse(document)
    for (const { rest, path } of listProcedures(appRouter)) {
      expect(paths[rest.path]?.[rest.method.toLowerCase()]?.operationId).toBe(path.replaceAll('.', '_'))
    }
    const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
    expect(new Set(ids).size).toBe(ids.length)
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/api/predict', '/health', '/api/predictions/{id}/download']),
    )
  })

  it('names every schema once and refers to none that is not there', () => {
    const text = JSON.stringify(document)
    const { components } = Document.parse(document)
    const referred = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]))
    expect([...referred].filter((name) => !(name !== undefined && name in components.schemas))).toEqual([])
    expect(referred).toContain('PredictOutput')
    expect(text).not.toContain('"$id"')
  })

  it('declares every part of every path that a caller has to fill in', () => {
    for (const [path, methods] of Object.entries(Document.parse(document).paths))
      for (const { parameters = [] } of Object.values(methods)) {
        const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
        expect([path, inPath]).toEqual([path, [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])])
      }
  })

  it('says of every operation how it may fail', () => {
    const { paths } = Document.parse(document)
    for (const methods of Object.values(paths))
      for (const { responses } of Object.values(methods))
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '429', '500', '503']))
    const predict = Object.keys(paths['/api/predict']?.['post']?.responses ?? {})
    expect(predict).toEqual(expect.arrayContaining(['400', '404', '413', '415', '422']))
  })

  it('makes a client that compiles, and whose types are those of the wire', { timeout: 120_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vouch-client-'))
    try {
      const source = join(folder, 'openapi.json')
      await writeFile(source, JSON.stringify(document))
      await writeFile(join(folder, 'client.ts'), await openapiTypescript(pathToFileURL(source)))
      await writeFile(join(folder, 'use.ts'), USE)
      await writeFile(
        join(folder, 'tsconfig.json'),
        JSON.stringify({
          compilerOptions: {
            strict: true,
            noEmit: true,
            target: 'ES2023',
            module: 'ESNext',
            moduleResolution: 'Bundler',
            exactOptionalPropertyTypes: true,
            types: [],
            lib: ['ES2023', 'DOM'],
          },
          include: ['*.ts'],
        }),
      )
      const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '..', 'bin', 'tsc')
      const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) => error)
      expect(stdout).toBe('')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
