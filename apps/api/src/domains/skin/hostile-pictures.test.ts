import { crc32, deflateSync } from 'node:zlib'
import { SkinPredictOutput } from '@vouch/contracts/domains/skin'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asPicture, pictureForm, RED, squarePicture, squarePixels } from '../../testing/lesion-pictures.ts'
import { readProblem } from '../../testing/requests.ts'
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts'

const PNG = Buffer.from('89504e470d0a1a0a', 'hex')

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

/** A PNG that says it is so large, of whose lines none or all are there. */
function claims(width: number, height: number, lines = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([PNG, chunk('IHDR', header), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))])
}

const png = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#a86' } })
    .png()
    .toBuffer()

/** What is refused, and what its sender is told. */
const REFUSED: Readonly<
  Record<string, readonly [status: number, words: RegExp, make: () => Promise<Buffer> | Buffer]>
> = {
  'a bomb of 900 million pixels in a few bytes': [413, /30000 × 30000/, () => claims(30_000, 30_000)],
  'a bomb whose pixels are all there': [
    413,
    /6400 × 6400/,
    () => claims(6400, 6400, Buffer.alloc(6400 * (3 * 6400 + 1))),
  ],
  'a line of 30,000 pixels': [422, /30000 × 1 pixels/, () => png(30_000, 1)],
  'a strip': [422, /strip/, () => png(2000, 64)],
  'one pixel': [422, /1 × 1 pixels/, () => png(1, 1)],
  'a JPEG that breaks off': [422, /broken off/, async () => (await squarePicture(RED, 'jpeg')).subarray(0, 700)],
  'a PNG that breaks off': [422, /broken off/, async () => (await squarePicture(RED)).subarray(0, 200)],
  'a header and nothing more': [422, /broken off/, () => PNG],
  'a WebP that moves': [
    422,
    /moves/,
    async () => {
      const [width, height] = [64, 64]
      const frames = Buffer.concat([
        squarePixels(width, height, []),
        squarePixels(width, height, [{ left: 0, top: 0, size: 9, colour: RED }]),
      ])
      return sharp(frames, { raw: { width, height: 2 * height, channels: 3, pageHeight: height } })
        .webp({ loop: 0, delay: [100, 100] })
        .toBuffer()
    },
  ],
  'a GIF': [
    415,
    /GIF is not read/,
    () =>
      sharp({ create: { width: 99, height: 99, channels: 3, background: 'red' } })
        .gif()
        .toBuffer(),
  ],
  'a TIFF': [
    415,
    /TIFF is not read/,
    () =>
      sharp({ create: { width: 99, height: 99, channels: 3, background: 'red' } })
        .tiff()
        .toBuffer(),
  ],
  'a page that is called a picture': [415, /no picture/, () => Buffer.from('<html><script>alert(1)</script></html>')],
  'a drawing in SVG': [
    415,
    /no picture/,
    () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"/>'),
  ],
  'a JPEG’s first bytes before a PNG': [
    422,
    /broken off/,
    async () => Buffer.concat([Buffer.from('ffd8ff', 'hex'), await squarePicture(RED)]),
  ],
}

/** What is a picture all the same. */
const TAKEN: Readonly<Record<string, () => Promise<Buffer>>> = {
  'one of 16 bits a channel': () =>
    asPicture(squarePixels(160, 120, [{ left: 50, top: 30, size: 60, colour: RED }]), 160, 120)
      .toColourspace('rgb16')
      .png()
      .toBuffer(),
  'one in CMYK': async () =>
    sharp(await squarePicture(RED))
      .toColourspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer(),
  'one with an alpha channel': async () =>
    sharp(await squarePicture(RED))
      .ensureAlpha(1)
      .png()
      .toBuffer(),
  'one that is interlaced': async () =>
    sharp(await squarePicture(RED))
      .png({ progressive: true })
      .toBuffer(),
  'one with a page behind it': async () =>
    Buffer.concat([await squarePicture(RED), Buffer.from('<script>alert(1)</script>')]),
  'one with a few colours': async () =>
    sharp(await squarePicture(RED))
      .png({ palette: true })
      .toBuffer(),
}

describe('a hostile picture', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ pictures: true })
  }, 120_000)
  afterAll(() => server.end())

  const send = (bytes: Uint8Array, fields = {}) =>
    fetch(`${server.url}/api/skin/predict`, { method: 'POST', body: pictureForm(bytes, fields, 'mole.jpg') })

  it.each(Object.entries(REFUSED))(
    'such as %s is refused in words, and the server lives',
    async (_, [status, words, make]) => {
      const problem = await readProblem(await send(await make()))
      expect([problem.status, problem.detail]).toEqual([status, expect.stringMatching(words)])
      expect(problem.errors).toMatchObject([{ field: 'file' }])
      expect((await send(await squarePicture(RED))).status).toBe(200)
    },
  )

  it.each(Object.entries(TAKEN))('%s is read for what it shows', async (_, make) => {
    const { predictions } = SkinPredictOutput.parse(await (await send(await make())).json())
    expect(predictions[0]?.code).toBe('mel')
  })

  it('of more than 8 MB is refused before its pixels are looked at', async () => {
    const large = Buffer.concat([await squarePicture(RED, 'jpeg'), Buffer.alloc(9 << 20)])
    const problem = await readProblem(await send(large))
    expect([problem.status, problem.detail]).toEqual([413, expect.stringContaining('8 MB')])
  })

  it('that hides a page behind its pixels is kept without it', async () => {
    const polyglot = Buffer.concat([await squarePicture(RED), Buffer.from('<script>alert("x")</script>')])
    const made = SkinPredictOutput.parse(await (await send(polyglot, { store: 'true' })).json())
    const kept = await fetch(`${server.url}/api/skin/predictions/${made.prediction_id}/picture`)
    expect(kept.headers.get('x-content-type-options')).toBe('nosniff')
    expect(Buffer.from(await kept.arrayBuffer()).includes('alert')).toBe(false)
  })

  it('is refused with a byte changed, or is called: nothing in between, whatever the byte', async () => {
    const [jpeg, png, webp] = await Promise.all(
      (['jpeg', 'png', 'webp'] as const).map((format) => squarePicture(RED, format)),
    )
    for (const [f, bytes] of [jpeg, png, webp].entries())
      for (let i = 0; i < 30; i++) {
        const changed = Buffer.from(bytes ?? [])
        const at = (i * 7919 + f * 31) % changed.length
        changed[at] = (changed[at] ?? 0) ^ (1 << (i % 8))
        expect([200, 413, 415, 422], `format ${f} byte ${at}`).toContain((await send(changed)).status)
      }
  }, 120_000)

  it('of a colour that the network was not asked for by a class it does not have is told so', async () => {
    const problem = await readProblem(await send(await squarePicture(RED), { target: 'freckle' }))
    expect(problem.status).toBe(422)
  })
})
