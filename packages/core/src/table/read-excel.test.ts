import { expect, test } from 'vitest'
import { buildXlsx, sheetRows, type XlsxParts } from './fixtures/build-xlsx.ts'
import { cutSource } from './fixtures/cut-source.ts'
import { cpuMs } from './fixtures/cpu-ms.ts'
import { readAll, refusalOf, type WholeTable } from './fixtures/read-all.ts'
import { openTable } from './open-table.ts'
import type { ColumnRequest, TableLimits } from './table.ts'

const limits: TableLimits = { bytes: 5e6, unpackedBytes: 5e7, rows: 1e5, columns: 300, cellBytes: 4096 }

async function read(parts: XlsxParts, kinds?: ColumnRequest['kind'][]): Promise<WholeTable> {
  const reader = await openTable(cutSource(buildXlsx(parts), [1000]), { limits })
  return readAll(
    reader,
    kinds?.map((kind, index) => ({ kind, index })),
    2,
  )
}

async function refusal(parts: XlsxParts): Promise<string> {
  const { code, message } = await refusalOf(() => read(parts))
  return `${code}: ${message}`
}

test('the first sheet is read under the rules of text tables, in chunks', async () => {
  const sheet = sheetRows([
    ['# a remark'],
    [],
    ['id', 'x', 'x'],
    ['K1', 1.5, 'NA'],
    [],
    ['K2', ' 2 ', 'abc'],
    ['K3', 1e-40, null],
  ])
  const whole = await read({ sheet }, ['text', 'number', 'number'])
  expect(whole.header).toEqual({
    format: 'xlsx',
    encoding: null,
    delimiter: null,
    columns: ['id', 'x', 'x_2'],
    comments: ['a remark'],
  })
  expect(whole.columns).toEqual([
    ['K1', 'K2', 'K3'],
    [1.5, 2, 0],
    [null, null, null],
  ])
  expect(whole.counts[2]).toEqual({ filled: 0, unreadable: 1 })
  expect(whole.warnings.map(({ code, line, column }) => ({ code, line, column }))).toEqual([
    { code: 'duplicate_header', line: 3, column: 3 },
    { code: 'unreadable_number', line: 6, column: 3 },
  ])
})

test('formulas count as their value, errors as missing, dates as ISO 8601, booleans as words', async () => {
  const sheet =
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>c</t></is></c><c r="D1" t="inlineStr"><is><t>d</t></is></c></row>' +
    '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="e"><v>#N/A</v></c><c r="C2" s="1"><v>43831</v></c><c r="D2" t="b"><v>1</v></c></row>' +
    '<row r="3"><c r="A3" t="str"><f>"x"</f><v>x</v></c><c r="B3"><v>7</v></c><c r="C3" s="1"><v>43831.5</v></c><c r="D3" t="b"><v>0</v></c></row>'
  const whole = await read({ sheet, sharedStrings: ['a', 'b'], formats: [0, 14] })
  expect(whole.columns).toEqual([
    ['2', 'x'],
    [null, '7'],
    ['2020-01-01', '2020-01-01T12:00:00.000Z'],
    ['true', 'false'],
  ])
})

test('more sheets than one are named in a warning', async () => {
  const whole = await read({ sheet: sheetRows([['x'], [1]]), sheets: ['Planets &amp; co', 'Notes'] })
  expect(whole.warnings).toEqual([
    expect.objectContaining({ code: 'more_sheets', message: expect.stringContaining('"Planets & co"') }),
  ])
})

test('__proto__ is a name like others', async () => {
  const whole = await read({
    sheet: sheetRows([
      ['__proto__', 'constructor'],
      ['polluted', 'x'],
    ]),
    sheets: ['__proto__'],
  })
  expect(whole.header.columns).toEqual(['__proto__', 'constructor'])
  expect(whole.columns).toEqual([['polluted'], ['x']])
})

test('addresses that would span a sheet of millions of cells are refused before a row is built', async () => {
  const far = (row: string, cell: string): XlsxParts => ({
    sheet: `${sheetRows([['x', 'y']])}<row r="${row}"><c r="${cell}"><v>1</v></c></row>`,
  })
  expect(await refusal(far('1048576', 'XFD1048576'))).toMatch(/too_large: .*100000 rows/)
  expect(await refusal(far('2', 'XFD2'))).toMatch(/too_large: .*300 columns/)
  expect(await refusal(far('99999', 'KN99999'))).toMatch(/too_large: .*5000000 cells/)
  expect(await refusal(far('999999999999999', 'A999999999999999'))).toMatch(/invalid: .*999999999999999/)
  expect(await refusal(far('3', '__proto__'))).toMatch(/invalid: .*__proto__/)
  expect(await refusal({ sheet: `<row r="1"><c q=">" r="XFD1048576"><v>1</v></c></row>` })).toMatch(/too_large/)
  expect(await refusal({ sheet: '<row r="1"><c><v>1</v></c></row>' })).toMatch(/invalid: .*no address/)
})

test('merged cells and dimensions over a whole sheet cost nothing', async () => {
  const part = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>${sheetRows([['x'], [1]])}</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>`
  const start = cpuMs()
  expect((await read({ sheet: part })).columns).toEqual([['1']])
  expect(cpuMs() - start).toBeLessThan(1000)
})

test('XML declarations that could hide addresses or grow are refused', async () => {
  const hidden = '<row r="1"><!-- <x " --><c r="XFD1"><v>1</v></c><!-- "> --></row>'
  expect(await refusal({ sheet: hidden })).toMatch(/invalid: .*declarations/)
  const entities = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'
  expect(await refusal({ sheet: entities })).toMatch(/invalid: .*document type/)
})

test('tags and texts that do not end are refused in one pass', async () => {
  const start = cpuMs()
  for (const sheet of [`<${'a'.repeat(2e6)}`, `${'<a'.repeat(1e6)}'`, '<c "'.repeat(3e5)]) {
    expect(await refusal({ sheet })).toMatch(/invalid: .*does not end|invalid: .*no address/)
  }
  expect(
    await refusal({ sheet: `<row r="1"><c r="A1" t="inlineStr"><is><t>${'a'.repeat(1e6)}</t></is></c></row>` }),
  ).toMatch(/invalid: .*length/)
  const name = '&lt;sheet '.repeat(1e5)
  await read({ sheet: sheetRows([['x'], [1]]), sheets: [name, "b'"] })
  expect(cpuMs() - start).toBeLessThan(2000)
})

test('a name over the limit for a cell is refused with its place', async () => {
  expect(
    await refusal({
      sheet: sheetRows([
        ['x', 'y'.repeat(5000)],
        ['a', 'b'],
      ]),
    }),
  ).toMatch(/too_large: .*line 1, column 2/)
})

test('a workbook that is empty, or has a header alone, says so', async () => {
  expect(await refusal({ sheet: '' })).toMatch(/invalid: .*empty/)
  expect(await refusal({ sheet: sheetRows([['x', 'y']]) })).toMatch(/invalid: .*no rows/)
})

test('a cell over the limit is refused with its place', async () => {
  const { code, errors } = await refusalOf(() =>
    read({
      sheet: sheetRows([
        ['x', 'y'],
        ['a', 'b'.repeat(5000)],
      ]),
    }),
  )
  expect({ code, errors }).toEqual({ code: 'too_large', errors: [expect.objectContaining({ line: 2, column: 2 })] })
})
