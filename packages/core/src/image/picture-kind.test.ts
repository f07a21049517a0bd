import { describe, expect, it } from 'vitest'
import { isPicture, pictureKind, pictureName, unreadKind } from './picture-kind.ts'

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

describe('what a file is', () => {
  it.each([
    ['\xff\xd8\xff\xe0', 'jpeg'],
    ['\x89PNG\r\n\x1a\n', 'png'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'webp'],
  ])('is told by its first bytes: %j is %s', (start, kind) => {
    expect(pictureKind(bytes(start))).toBe(kind)
    expect(unreadKind(bytes(start))).toBeNull()
    expect(isPicture(bytes(start))).toBe(true)
  })

  it.each([
    ['GIF89a', 'GIF'],
    ['BM\x36\0\x0c\0\0\0\0\0\x36', 'BMP'],
    ['II*\0', 'TIFF'],
    ['MM\0*', 'TIFF'],
    ['\0\0\0\x18ftypheic', 'HEIC'],
    ['\0\0\0\x1cftypavif', 'AVIF'],
    ['\xff\x0a', 'JPEG XL'],
    [`${'\0'.repeat(128)}DICM`, 'DICOM'],
  ])('that is not read has a name all the same: %j is %s', (start, name) => {
    expect(pictureKind(bytes(start))).toBeNull()
    expect(unreadKind(bytes(start))).toBe(name)
    expect(pictureName(bytes(start))).toBe(name)
    expect(isPicture(bytes(start))).toBe(true)
  })

  it.each(['', 'BMI,age\n23.1,50\n', 'kepoi_name,koi_period', 'RIFF\0\0\0\0WAVE', '{"rows": []}', 'SIMPLE  = T'])(
    'is no picture where it only looks like one: %j',
    (start) => {
      expect(isPicture(bytes(start))).toBe(false)
    },
  )
})
