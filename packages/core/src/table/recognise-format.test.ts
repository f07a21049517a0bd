import { expect, test } from 'vitest'
import { VouchError } from '../error.ts'
import { recogniseFormat } from './recognise-format.ts'

const strange: [string, Buffer, RegExp][] = [
  ['a PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /PNG/],
  ['a JPEG', Buffer.from('ffd8ffe000104a464946', 'hex'), /JPEG/],
  ['a GIF', Buffer.from('GIF89a\0\0'), /GIF/],
  ['a WebP', Buffer.from('RIFF\x1a\0\0\0WEBPVP8X', 'latin1'), /WebP/],
  ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj'), /PDF/],
  ['an ELF program', Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), /Linux program/],
  ['a Windows program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(512, 0x90)]), /Windows program/],
  ['a FITS file', Buffer.from('SIMPLE  =                    T'), /FITS/],
  ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /\.xls.*\.xlsx/],
  ['an ONNX model', Buffer.concat([Buffer.from('080812057072', 'hex'), Buffer.alloc(64, 1)]), /ONNX/],
  ['a pickle', Buffer.from('8004952500000000', 'hex'), /pickle/],
  ['an HDF5 file', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), /HDF5/],
  ['a NumPy array', Buffer.from('\x93NUMPY\x01\0', 'latin1'), /NumPy/],
  ['a SQLite database', Buffer.from('SQLite format 3\0'), /SQLite/],
  ['an encrypted Parquet file', Buffer.from('PARE\x15\0\x07\x07'), /encrypted Parquet/],
  ['zeros', Buffer.alloc(4096), /binary/],
  ['HTML', Buffer.from('\n<!DOCTYPE html><html>'), /HTML/],
  ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /XML/],
  ['JSON', Buffer.from('[{"id": 1}]'), /JSON/],
]

for (const [what, bytes, words] of strange) {
  test(`${what} under any name is refused, saying what it looks like and what is taken`, () => {
    try {
      recogniseFormat(bytes)
    } catch (error) {
      if (!(error instanceof VouchError)) throw error
      expect(error.code).toBe('unsupported_media')
      expect(error.message).toMatch(words)
      expect(error.message).toMatch(/CSV.*\.xlsx.*Parquet/)
      return
    }
    throw new Error('it was taken')
  })
}

test('text that only begins like something else is text', () => {
  for (const text of [
    'MZ,intensity\n1,2\n',
    'PARENT,x\n1,2\n',
    'PAR1,PAR2\n1,2\n',
    'BM;x\n1;2\n',
    '{not json\n',
    '[x],y\n1,2\n',
    'PKid,x\n1,2\n',
    'id,caf\xe9\n',
  ]) {
    expect(recogniseFormat(Buffer.from(text, 'latin1')), text).toBe('text')
  }
})
