import type { RestRoute } from '../trpc.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const ONE_TABLE = { file: 'CSV (also in gzip), Excel .xlsx or Parquet' }

/** The fields of a form, and its files, of which the first is needed unless it says otherwise; `many` says of which there may be several. */
export function formSchema(
  fields: Json,
  { files = ONE_TABLE, many = {}, fileless = false }: Pick<RestRoute, 'files' | 'many' | 'fileless'> = {},
): Json {
  const properties = Object.fromEntries(
    Object.entries(files).map(([name, description]) => {
      const file = { type: 'string', format: 'binary', description }
      const maxItems = many[name]
      return [name, maxItems === undefined ? file : { type: 'array', items: file, maxItems }]
    }),
  )
  const required = fileless ? {} : { required: Object.keys(files).slice(0, 1) }
  return { allOf: [fields, { type: 'object', properties, ...required }] }
}
