import { z } from 'zod'
import { coerceTexts } from './coerce-texts.ts'

/** A form with a table in `file` and its options as fields → `{ file, options }`, the options as their schema has them. */
export function tableForm<Options extends z.ZodObject>(
  options: Options,
): z.ZodType<{ file: File; options: z.output<Options> }, FormData> {
  return filesForm(options, [])
}

/**
 * The same with further files, each of which may be left out: it is null then. A browser sends a field that nobody filled
 * in as an empty text: it counts as not given.
 */
export function filesForm<Options extends z.ZodObject, More extends string>(
  options: Options,
  more: readonly More[],
): z.ZodType<{ file: File; options: z.output<Options> } & Record<More, File | null>, FormData> {
  return z.instanceof(FormData, { error: 'must be a form (multipart/form-data)' }).transform((form, context) => {
    const names = ['file', ...more]
    const filesOf = (name: string) => form.getAll(name).filter((entry) => entry instanceof File)
    const texts: [string, string][] = []
    for (const [name, value] of form.entries())
      if (typeof value === 'string' && value !== '' && !names.includes(name)) texts.push([name, value])
    const [file] = filesOf('file')
    if (!(file instanceof File)) context.addIssue({ code: 'custom', path: ['file'], message: 'a file is needed here' })
    for (const name of names)
      if (filesOf(name).length > 1) context.addIssue({ code: 'custom', path: [name], message: 'one file at a time' })
    const parsed = options.safeParse(coerceTexts(options, texts))
    for (const issue of parsed.error?.issues ?? [])
      context.addIssue({ code: 'custom', path: [...issue.path], message: issue.message })
    if (!(file instanceof File) || !parsed.success) return z.NEVER
    const others = Object.fromEntries(more.map((name) => [name, filesOf(name)[0] ?? null]))
    // the names are those of `more`, each with its file or null
    return { ...others, file, options: parsed.data } as never
  })
}
