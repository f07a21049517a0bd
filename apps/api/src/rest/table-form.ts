import { z } from 'zod'
import { coerceTexts } from './coerce-texts.ts'

/** A form with a table in `file` and its options as fields → `{ file, options }`, the options as their schema has them. */
export function tableForm<Options extends z.ZodObject>(
  options: Options,
): z.ZodType<{ file: File; options: z.output<Options> }, FormData> {
  return filesForm(options, [])
}

/** A form with one file or several of one name, or none where that is allowed, and its options as fields → `{ files, options }`. */
export function manyFilesForm<Options extends z.ZodObject>(
  options: Options,
  name: string,
  { least = 1 }: { readonly least?: 0 | 1 } = {},
): z.ZodType<{ files: File[]; options: z.output<Options> }, FormData> {
  return z.instanceof(FormData, { error: 'must be a form (multipart/form-data)' }).transform((form, context) => {
    const files = form.getAll(name).filter((entry) => entry instanceof File)
    if (files.length < least) context.addIssue({ code: 'custom', path: [name], message: 'a file is needed here' })
    // what is more than the form takes has come without its bytes
    if (files.some(({ size }) => size === 0))
      context.addIssue({ code: 'custom', path: [name], message: 'a file is empty, or there are more than are taken' })
    const parsed = options.safeParse(coerceTexts(options, textsOf(form, [name])))
    for (const issue of parsed.error?.issues ?? [])
      context.addIssue({ code: 'custom', path: [...issue.path], message: issue.message })
    return parsed.success ? { files, options: parsed.data } : z.NEVER
  })
}

/** The fields of a form that are no file. A browser sends one that nobody filled in as an empty text: it counts as not given. */
function textsOf(form: FormData, files: readonly string[]): [string, string][] {
  const texts: [string, string][] = []
  for (const [name, value] of form.entries())
    if (typeof value === 'string' && value !== '' && !files.includes(name)) texts.push([name, value])
  return texts
}

/**
 * The same as for a table, with further files, each of which may be left out: it is null then.
 */
export function filesForm<Options extends z.ZodObject, More extends string>(
  options: Options,
  more: readonly More[],
): z.ZodType<{ file: File; options: z.output<Options> } & Record<More, File | null>, FormData> {
  return z.instanceof(FormData, { error: 'must be a form (multipart/form-data)' }).transform((form, context) => {
    const names = ['file', ...more]
    const filesOf = (name: string) => form.getAll(name).filter((entry) => entry instanceof File)
    const [file] = filesOf('file')
    if (!(file instanceof File)) context.addIssue({ code: 'custom', path: ['file'], message: 'a file is needed here' })
    for (const name of names)
      if (filesOf(name).length > 1) context.addIssue({ code: 'custom', path: [name], message: 'one file at a time' })
    const parsed = options.safeParse(coerceTexts(options, textsOf(form, names)))
    for (const issue of parsed.error?.issues ?? [])
      context.addIssue({ code: 'custom', path: [...issue.path], message: issue.message })
    if (!(file instanceof File) || !parsed.success) return z.NEVER
    const others = Object.fromEntries(more.map((name) => [name, filesOf(name)[0] ?? null]))
    // the names are those of `more`, each with its file or null
    return { ...others, file, options: parsed.data } as never
  })
}
