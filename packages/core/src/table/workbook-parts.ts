import { VouchError } from '../error.ts'
import type { StoredEntry } from './pack-stored.ts'
import type { ZipArchive } from './zip-archive.ts'

const WORKBOOK = 'xl/workbook.xml'
const RELATIONS = 'xl/_rels/workbook.xml.rels'
const ATTRIBUTE = /(?:^|\s)(?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const NAMESPACE = 'http://schemas.openxmlformats.org'
const RELATION = `${NAMESPACE}/officeDocument/2006/relationships`

/** What of a workbook is needed to read its first sheet. */
export interface WorkbookParts {
  readonly sheetName: string
  readonly sheets: number
  /** dates count from 1904 instead of 1900 */
  readonly epoch1904: boolean
  readonly sheet: Buffer
  readonly sharedStrings: Buffer | null
  readonly styles: Buffer | null
}

/** The parts of the first sheet, unpacked. Document types (entities) are refused: no spreadsheet program writes them. */
export async function readWorkbookParts(archive: ZipArchive): Promise<WorkbookParts> {
  const workbook = await unpackXml(archive, WORKBOOK)
  const sheets = tags(workbook.toString('utf8'), 'sheet').filter((sheet) => sheet.has('name'))
  const first = sheets[0]
  if (first === undefined) throw new VouchError('invalid', 'The workbook holds no sheet.')
  const relations = tags((await unpackXml(archive, RELATIONS)).toString('utf8'), 'Relationship')
  const sheetId = first.get('id')
  const path = targetOf(relations.find((relation) => relation.get('Id') === sheetId))
  if (path === null) throw new VouchError('invalid', 'The workbook does not say where its first sheet lies.')
  const byType = (type: string): string | null =>
    targetOf(relations.find((relation) => relation.get('Type')?.endsWith(`/${type}`)))
  return {
    sheetName: first.get('name') ?? '',
    sheets: sheets.length,
    epoch1904: tags(workbook.toString('utf8'), 'workbookPr').some((pr) => /^(1|true)$/.test(pr.get('date1904') ?? '')),
    sheet: await unpackXml(archive, path),
    sharedStrings: await unpackOptional(archive, byType('sharedStrings') ?? 'xl/sharedStrings.xml'),
    styles: await unpackOptional(archive, byType('styles') ?? 'xl/styles.xml'),
  }
}

/**
 * The parts as a workbook of one sheet at a known place: what has been checked is then exactly what is parsed, whatever
 * else the archive holds or says twice.
 */
export function toPackage(parts: WorkbookParts): StoredEntry[] {
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${RELATION}/${type}" Target="${target}"/>`
  const relations =
    relation('rId1', 'worksheet', 'sheet.xml') +
    (parts.sharedStrings === null ? '' : relation('rId2', 'sharedStrings', 'sharedStrings.xml')) +
    (parts.styles === null ? '' : relation('rId3', 'styles', 'styles.xml'))
  const workbook =
    `<workbook xmlns="${NAMESPACE}/spreadsheetml/2006/main" xmlns:r="${RELATION}">` +
    `<workbookPr date1904="${parts.epoch1904 ? 1 : 0}"/><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>`
  const entries: StoredEntry[] = [
    { name: WORKBOOK, bytes: Buffer.from(workbook) },
    {
      name: RELATIONS,
      bytes: Buffer.from(`<Relationships xmlns="${NAMESPACE}/package/2006/relationships">${relations}</Relationships>`),
    },
    { name: 'xl/sheet.xml', bytes: parts.sheet },
  ]
  if (parts.sharedStrings !== null) entries.push({ name: 'xl/sharedStrings.xml', bytes: parts.sharedStrings })
  if (parts.styles !== null) entries.push({ name: 'xl/styles.xml', bytes: parts.styles })
  return entries
}

/** Whether the archive is a workbook at all. */
export function isWorkbook(archive: ZipArchive): boolean {
  return archive.has(WORKBOOK) && archive.has(RELATIONS)
}

async function unpackXml(archive: ZipArchive, name: string): Promise<Buffer> {
  const bytes = await archive.unpack(name)
  if (bytes.includes('<!DOCTYPE') || bytes.includes('<!ENTITY')) {
    throw new VouchError('invalid', `The workbook's ${name} declares a document type, as no spreadsheet program does.`)
  }
  return bytes
}

async function unpackOptional(archive: ZipArchive, name: string): Promise<Buffer | null> {
  return archive.has(name) ? await unpackXml(archive, name) : null
}

/** The attributes of all tags of a name, without prefixes. A `<` ends what is no tag, so that one pass is enough. */
function tags(xml: string, name: string): ReadonlyMap<string, string>[] {
  const tag = new RegExp(`<(?:[\\w.-]+:)?${name}(?=[\\s/>])([^<>]*)>`, 'g')
  return [...xml.matchAll(tag)].map(([, attributes = '']) => {
    const pairs = [...attributes.matchAll(ATTRIBUTE)].map((match): [string, string] => [
      match[1] ?? '',
      decodeEntities(match[2] ?? match[3] ?? ''),
    ])
    return new Map(pairs)
  })
}

/** Where a relation of the workbook points, inside the archive. */
function targetOf(relation: ReadonlyMap<string, string> | undefined): string | null {
  const target = relation?.get('Target')
  if (target === undefined) return null
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`
}

const ENTITIES: readonly (readonly [string, string])[] = [
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
  ['&amp;', '&'],
]

function decodeEntities(text: string): string {
  return ENTITIES.reduce((decoded, [entity, letter]) => decoded.replaceAll(entity, letter), text)
}
