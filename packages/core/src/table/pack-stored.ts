import { crc32 } from 'node:zlib'

const UTF8_NAMES = 0x0800
const VERSION = 20

export interface StoredEntry {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A zip archive of the entries as they are, nothing packed (PKWARE APPNOTE 6.3, the parts every reader knows). */
export function packStored(entries: readonly StoredEntry[]): Buffer {
  const parts: Uint8Array[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of entries) {
    const nameBytes = Buffer.from(name, 'utf8')
    const common = commonFields(nameBytes.length, bytes)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, nameBytes])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    const made = Buffer.from([VERSION, 0])
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), made, common, tail, nameBytes]))
    parts.push(local, bytes)
    offset += local.length + bytes.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}

/** The fields that the local header and the directory share, from "version needed" to "extra length". */
function commonFields(nameBytes: number, bytes: Uint8Array): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(VERSION, 0)
  fields.writeUInt16LE(UTF8_NAMES, 2)
  fields.writeUInt32LE(crc32(bytes), 10)
  fields.writeUInt32LE(bytes.length, 14)
  fields.writeUInt32LE(bytes.length, 18)
  fields.writeUInt16LE(nameBytes, 22)
  return fields
}
