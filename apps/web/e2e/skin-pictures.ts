import { crc32, deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'

/** What Playwright puts into a file input. */
export interface SentFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

const COLOURS = {
  red: { r: 220, g: 40, b: 40 },
  green: { r: 40, g: 200, b: 40 },
  grey: { r: 110, g: 110, b: 110 },
} as const
const SIZE = { width: 320, height: 240 } as const

/** Grey skin with a coloured square on it, left of the middle and above it: upright, it lies there and nowhere else. */
export function drawSquare(colour: 'red' | 'green' = 'red'): Sharp {
  const square = { create: { width: 80, height: 60, channels: 3, background: COLOURS[colour] } } as const
  return sharp({ create: { ...SIZE, channels: 3, background: COLOURS.grey } }).composite([
    { input: square, left: 40, top: 30 },
  ])
}

export async function squareFile(colour: 'red' | 'green' = 'red', name = `${colour}.png`): Promise<SentFile> {
  return { name, mimeType: 'image/png', buffer: await drawSquare(colour).png().toBuffer() }
}

/** The same as a request beside the page takes it. */
export async function squareUpload(colour: 'red' | 'green' = 'red', name?: string): Promise<File> {
  const { buffer, name: own } = await squareFile(colour, name)
  return new File([new Uint8Array(buffer)], own)
}

type Step = (picture: Sharp) => Sharp
const turn =
  (degrees: number): Step =>
  (picture) =>
    picture.rotate(degrees)
const mirror: Step = (picture) => picture.flop()
const overturn: Step = (picture) => picture.flip()

/** What is done to upright pixels so that who heeds the EXIF orientation sees them upright again (CIPA DC-008, 4.6.4). */
const LAID: Readonly<Record<number, readonly Step[]>> = {
  1: [],
  2: [mirror],
  3: [turn(180)],
  4: [overturn],
  // over the diagonal that falls, and over the one that rises
  5: [turn(90), mirror],
  6: [turn(270)],
  7: [turn(90), overturn],
  8: [turn(90)],
}

/** One picture as a camera held in some way writes it. */
export async function heldFile(orientation: number, format: 'jpeg' | 'webp' = 'jpeg'): Promise<SentFile> {
  let pixels = await drawSquare().png().toBuffer()
  // each step by itself: in one go all turns would come before all mirrors
  for (const step of LAID[orientation] ?? []) pixels = await step(sharp(pixels)).png().toBuffer()
  const buffer = await sharp(pixels).withMetadata({ orientation }).toFormat(format, { quality: 95 }).toBuffer()
  return { name: `held-${orientation}.${format}`, mimeType: `image/${format}`, buffer }
}

/** Pictures that are not what they should be, each with what the server says of it. */
export async function hostileFiles(): Promise<readonly (readonly [SentFile, RegExp])[]> {
  const jpeg = await drawSquare().jpeg().toBuffer()
  const gif = await drawSquare().gif().toBuffer()
  const frames = [drawSquare('red'), drawSquare('green')].map((frame) => frame.png().toBuffer())
  const moving = await sharp(await Promise.all(frames), { join: { animated: true } })
    .webp({ delay: [100, 100] })
    .toBuffer()
  const strip = await sharp({ create: { width: 30_000, height: 1, channels: 3, background: COLOURS.grey } })
    .png()
    .toBuffer()
  const dot = await sharp({ create: { width: 1, height: 1, channels: 3, background: COLOURS.grey } })
    .png()
    .toBuffer()
  const page = Buffer.from('<!doctype html><script>document.title = "run"</script>')
  const file = (name: string, mimeType: string, buffer: Buffer) => ({ name, mimeType, buffer })
  return [
    [file('bomb.png', 'image/png', pngHeader(30_000, 30_000)), /30000 × 30000 pixels.*40 million/],
    [file('strip.png', 'image/png', strip), /30000 × 1 pixels/],
    [file('dot.png', 'image/png', dot), /1 × 1 pixels.*64/],
    [file('broken.jpg', 'image/jpeg', jpeg.subarray(0, Math.floor(jpeg.length / 2))), /broken off or not well formed/],
    [file('moving.webp', 'image/webp', moving), /it moves/],
    [file('old.gif', 'image/gif', gif), /GIF is not read/],
    [file('old.jpg', 'image/jpeg', gif), /GIF is not read/],
    [file('letter.jpg', 'image/jpeg', Buffer.from('Dear doctor, find enclosed nothing.\n')), /it is no picture/],
    [file('page.png', 'image/png', page), /it is no picture/],
    [
      file('page-and-picture.png', 'image/png', Buffer.concat([page, await drawSquare().png().toBuffer()])),
      /it is no picture/,
    ],
    [file('large.jpg', 'image/jpeg', Buffer.concat([jpeg, Buffer.alloc(9 * 1024 * 1024)])), /larger than 8 MB/],
  ]
}

/** Pictures that are unusual and whole: they are called as any. */
export async function unusualFiles(): Promise<readonly SentFile[]> {
  const png = await drawSquare().png().toBuffer()
  const page = Buffer.from('<!doctype html><script>document.title = "run"</script>')
  return [
    {
      name: 'deep.png',
      mimeType: 'image/png',
      buffer: await drawSquare().toColourspace('rgb16').png().toBuffer(),
    },
    {
      name: 'print.jpg',
      mimeType: 'image/jpeg',
      buffer: await sharp(png).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
    },
    // a picture that is also a page is a picture, whatever stands behind its end
    { name: 'picture-and-page.html', mimeType: 'text/html', buffer: Buffer.concat([png, page]) },
    { name: 'picture.webp', mimeType: 'image/webp', buffer: await drawSquare().webp({ lossless: true }).toBuffer() },
    { name: 'no-ending', mimeType: '', buffer: png },
  ]
}

/** The beginning of a PNG that says how large it is, and no pixel. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // eight bits of red, green and blue
  header.set([8, 2, 0, 0, 0], 8)
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(64)))])
}
