export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** The fields of a form, and its file. */
export function formSchema(fields: Json): Json {
  const file = { type: 'string', format: 'binary', description: 'CSV (also in gzip), Excel .xlsx or Parquet' }
  return { allOf: [fields, { type: 'object', properties: { file }, required: ['file'] }] }
}
