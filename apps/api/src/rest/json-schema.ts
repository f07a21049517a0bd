export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const ONE_TABLE = { file: 'CSV (also in gzip), Excel .xlsx or Parquet' }

/** The fields of a form, and its files, of which the first is needed; `many` says of which there may be several. */
export function formSchema(
  fields: Json,
  files: Readonly<Record<string, string>> = ONE_TABLE,
  many: Readonly<Record<string, number>> = {},
): Json {
  const properties = Object.fromEntries(
    Object.entries(files).map(([name, description]) => {
      const file = { type: 'string', format: 'binary', description }
      const maxItems = many[name]
      return [name, maxItems === undefined ? file : { type: 'array', items: file, maxItems }]
    }),
  )
  return { allOf: [fields, { type: 'object', properties, required: Object.keys(files).slice(0, 1) }] }
}
