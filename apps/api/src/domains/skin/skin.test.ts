import { Writable } from 'node:stream'
import {
  SkinCallPage,
  SkinEvidence,
  SkinExplanation,
  SkinPredictOutput,
  StoredSkinReceipt,
} from '@vouch/contracts/domains/skin'
import { eq } from 'drizzle-orm'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../../db/schema/audit.ts'
import { file } from '../../db/schema/files.ts'
import {
  asPicture,
  BLUE,
  GREEN,
  pictureForm,
  RED,
  SECRET,
  squarePicture,
  squarePixels,
  storedTurned,
} from '../../testing/lesion-pictures.ts'
import { accountClient } from '../../testing/accounts.ts'
import { readProblem } from '../../testing/requests.ts'
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts'

describe('a picture of a lesion', () => {
  let server: TestServer
  let log = ''
  beforeAll(async () => {
    const logTo = new Writable({
      write(piece: Buffer, _, done) {
        log += piece.toString()
        done()
      },
    })
    server = await startTestServer({ pictures: true, environment: { LOG_LEVEL: 'trace' }, logTo })
  }, 120_000)
  afterAll(() => server.end())

  const send = (form: FormData, path = '/api/skin/predict', headers: Record<string, string> = {}) =>
    fetch(`${server.url}${path}`, { method: 'POST', body: form, headers })
  const predict = async (form: FormData, path?: string) => {
    const answer = await send(form, path)
    if (answer.status !== 200) throw new Error(await answer.text())
    return SkinPredictOutput.parse(await answer.json())
  }
  const count = async () => (await server.services.database.sql.select().from(file)).length

  it('is called with probabilities that sum to one, and a score by the names of the classes and not by their ranks', async () => {
    for (const [colour, code] of [
      [RED, 'mel'],
      [BLUE, 'bcc'],
      [GREEN, 'nv'],
    ] as const) {
      const { predictions, malignant_score, call } = await predict(pictureForm(await squarePicture(colour)))
      expect(predictions[0]?.code).toBe(code)
      const all = predictions.map(({ probability }) => probability)
      expect(all).toEqual(all.toSorted((a, b) => b - a))
      expect(all.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4)
      const of = (name: string) => predictions.find((one) => one.code === name)?.probability ?? Number.NaN
      expect(malignant_score).toBeCloseTo(of('mel') + of('bcc') + of('akiec'), 5)
      expect(call).toMatchObject({
        diagnosis: code,
        prediction: code === 'nv' ? 'BENIGN' : 'MALIGNANT',
        abstained: false,
      })
    }
  })

  it('is read by its content: JPEG, PNG and WebP say the same, whatever the file is called', async () => {
    const scores = await Promise.all(
      (['jpeg', 'png', 'webp'] as const).map(async (format) =>
        predict(pictureForm(await squarePicture(RED, format), {}, 'table.csv')),
      ),
    )
    expect(scores.map(({ picture }) => picture.format)).toEqual(['jpeg', 'png', 'webp'])
    for (const { predictions } of scores) expect(predictions[0]?.code).toBe('mel')
  })

  it('lies under its map where it is: each class looks at its own colour, neither mirrored nor moved', async () => {
    const [width, height] = [320, 240]
    const squares = [
      { left: 40, top: 40, size: 40, colour: RED },
      { left: 240, top: 160, size: 40, colour: BLUE },
    ]
    const pixels = squarePixels(width, height, squares)
    const made = await predict(pictureForm(await asPicture(pixels, width, height).png().toBuffer(), { target: 'mel' }))
    const { rows, columns, covers, maps } = made.explanation_maps
    const greatest = (code: string) => {
      const values = maps.find((map) => map.code === code)?.values ?? []
      const at = values.indexOf(Math.max(...values))
      const [row, column] = [Math.floor(at / columns), at % columns]
      const x = covers.left + ((column + 0.5) * covers.width) / columns
      const y = covers.top + ((row + 0.5) * covers.height) / rows
      return { x, y }
    }
    for (const [code, square] of [
      ['mel', squares[0]],
      ['bcc', squares[1]],
    ] as const) {
      const { x, y } = greatest(code)
      expect(Math.abs(x - (square?.left ?? 0) - 20)).toBeLessThanOrEqual(20)
      expect(Math.abs(y - (square?.top ?? 0) - 20)).toBeLessThanOrEqual(20)
    }
    const overlay = Buffer.from(made.grad_cam.replace('data:image/png;base64,', ''), 'base64')
    const shown = await sharp(overlay).raw().toBuffer({ resolveWithObject: true })
    expect([shown.info.width, shown.info.height]).toEqual([width, height])
    // the blue square speaks against melanoma, so that it keeps its own colour: red and blue are not swapped
    const at = 3 * (180 * width + 260)
    expect([...shown.data.subarray(at, at + 3)]).toEqual([...BLUE])
    expect([...shown.data.subarray(3 * (60 * width + 60), 3 * (60 * width + 60) + 3)]).not.toEqual([...RED])
  })

  it('stands upright as its EXIF orientation says, and nothing that stood beside its pixels is told or kept', async () => {
    const [width, height] = [160, 120]
    const upright = squarePixels(width, height, [{ left: 8, top: 8, size: 40, colour: RED }])
    const [first, ...others] = await Promise.all(
      Array.from({ length: 8 }, async (_, i) =>
        predict(pictureForm(await storedTurned(upright, [width, height], i + 1), { store: 'true' })),
      ),
    )
    expect(first?.picture).toMatchObject({ width, height, turned: false })
    for (const one of others) {
      expect(one.picture).toMatchObject({ width, height, turned: true })
      expect(one.predictions).toEqual(first?.predictions)
      expect(one.explanation_maps).toEqual(first?.explanation_maps)
    }
    const kept = await fetch(`${server.url}/api/skin/predictions/${others[4]?.prediction_id}/picture`)
    expect(kept.headers.get('content-type')).toBe('image/png')
    expect(kept.headers.get('cache-control')).toBe('no-store')
    const bytes = Buffer.from(await kept.arrayBuffer())
    expect(bytes.includes(SECRET)).toBe(false)
    expect(await sharp(bytes).metadata()).not.toHaveProperty('exif')
    expect(Buffer.compare(await sharp(bytes).raw().toBuffer(), upright)).toBe(0)
  })

  it('leaves nothing behind unless it is to be kept', async () => {
    const before = await count()
    const made = await predict(pictureForm(await squarePicture(GREEN)))
    expect(made.prediction_id).toBeNull()
    expect(await count()).toBe(before)
  })

  it('is kept when it is asked for, explained again as it was, told of in the audit, and gone when it is deleted', async () => {
    const client = accountClient(server)
    const owner = await client.member()
    const other = await client.member()
    const authorization = `Bearer ${owner.tokens.access_token}`
    const form = pictureForm(await squarePicture(RED), { store: 'true', lesion_location: 'left arm', age: '44' })
    const made = SkinPredictOutput.parse(await (await send(form, '/api/skin/predict', { authorization })).json())
    const id = made.prediction_id
    if (id === null) throw new Error('Nothing was kept.')
    const mine = client.as(owner.tokens)
    const get = async (path: string): Promise<unknown> => (await mine('GET', path)).json()
    const receipt = StoredSkinReceipt.parse(await get(`/api/predictions/${id}`))
    expect(receipt).toMatchObject({ subject: made.subject, picture: made.picture, summary: { predicted_malignant: 1 } })
    for (const path of [`/api/skin/predictions/${id}/calls`, `/api/predictions/${id}/calls`])
      expect(SkinCallPage.parse(await get(path)).predictions).toEqual([made.call])
    for (const path of [`/api/skin/predictions/${id}/calls/0`, `/api/predictions/${id}/calls/0`])
      expect(SkinEvidence.parse(await get(path)).call).toEqual(made.call)
    const again = SkinExplanation.parse(await (await mine('POST', '/api/skin/explain', { prediction_id: id })).json())
    expect(again.explanation_maps).toEqual(made.explanation_maps)
    expect(again.overlay).toBe(made.grad_cam)
    for (const method of ['integrated-gradients', 'occlusion']) {
      const answer = await mine('POST', '/api/skin/explain', { prediction_id: id, method, target: 'mel' })
      const { explanation_maps: maps } = SkinExplanation.parse(await answer.json())
      expect(maps).toMatchObject({ method, layer: null, maps: [{ code: 'mel' }] })
      expect(Math.max(...(maps.maps[0]?.values ?? []))).toBeGreaterThan(0)
    }
    const theirs = client.as(other.tokens)
    for (const path of [`/api/predictions/${id}`, `/api/skin/predictions/${id}/picture`])
      expect((await theirs('GET', path)).status).toBe(404)
    const acts = await server.services.database.sql.select().from(audit).where(eq(audit.subject, id))
    expect(acts.map(({ action }) => action)).toEqual(['picture.create', ...Array<string>(3).fill('picture.read')])
    const [kept] = await server.services.database.sql.select().from(file).limit(1)
    expect(kept).toBeDefined()
    const before = await count()
    expect((await mine('DELETE', `/api/predictions/${id}`)).status).toBe(200)
    expect(await count()).toBeLessThan(before)
    expect((await mine('GET', `/api/skin/predictions/${id}/picture`)).status).toBe(404)
  })

  it('has what is said of it understood, used where the model uses it, and kept in its sender’s words where it is not known', async () => {
    const bytes = await squarePicture(BLUE)
    const plain = await predict(pictureForm(bytes))
    const known = await predict(pictureForm(bytes, { skin_tone: 'Type 4', lesion_location: 'nose', sex: 'female' }))
    expect(known.subject).toMatchObject({ skin_tone: 'IV', lesion_location: 'face', sex: 'female' })
    const bcc = ({ predictions }: SkinPredictOutput) => predictions.find(({ code }) => code === 'bcc')?.probability ?? 0
    expect(bcc(known)).toBeGreaterThan(bcc(plain))
    const strange = await predict(pictureForm(bytes, { skin_tone: 'olive', lesion_location: 'somewhere' }))
    expect(strange.subject).toMatchObject({
      skin_tone: null,
      lesion_location: null,
      said: { skin_tone: 'olive', lesion_location: 'somewhere' },
    })
    expect(strange.warnings.map(({ code }) => code)).toEqual(['skin_tone_not_known', 'lesion_location_not_known'])
    expect(strange.predictions).toEqual(plain.predictions)
  })

  it('of nothing but darkness is not judged: the call is there, and the model abstains', async () => {
    const dark = await sharp({ create: { width: 160, height: 120, channels: 3, background: '#000' } })
      .png()
      .toBuffer()
    const made = await predict(pictureForm(dark))
    expect(made.quality).toMatchObject({ ok: false, warnings: [{ code: 'dark' }] })
    expect(made.call.abstained).toBe(true)
    expect(made.summary.abstained).toBe(1)
    expect(made.explanation).toContain('abstains')
  })

  it('goes through the one door by its content, and is refused by a model of something else', async () => {
    const bytes = await squarePicture(RED)
    expect((await predict(pictureForm(bytes), '/api/predict')).model_used).toBe('skin-lesion')
    const table = new FormData()
    table.append('file', new File(['koi_period,koi_depth\n3,400\n'], 'koi.csv'))
    table.append('model', 'skin-lesion')
    for (const [form, path, detail] of [
      [pictureForm(bytes, { model: 'koi' }), '/api/predict', /koi takes a table .*; this is a picture \(PNG\)/],
      [pictureForm(bytes, { model: 'koi' }), '/api/skin/predict', /koi takes a table .*; this is a picture \(PNG\)/],
      [table, '/api/predict', /skin-lesion takes a picture; this is a table/],
    ] as const)
      expect(await readProblem(await send(form, path))).toMatchObject({
        status: 415,
        detail: expect.stringMatching(detail),
      })
    for (const [path, body] of [
      ['/api/predict', { rows: [{ koi_period: 3 }], model: 'skin-lesion' }],
      ['/api/explain-prediction', { row: { koi_period: 3 }, model: 'skin-lesion' }],
    ] as const) {
      const answer = await fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      expect((await readProblem(answer)).status).toBe(415)
    }
  })

  it('leaves neither its bytes nor its file’s name in the log', async () => {
    const name = 'the-left-cheek-of-somebody.png'
    await predict(pictureForm(await squarePicture(RED), { store: 'true' }, name))
    expect(log.length).toBeGreaterThan(100)
    expect(log).not.toContain('the-left-cheek')
    expect(log).not.toContain('iVBORw0KGgo')
    expect(log).not.toContain('base64')
  })
})
