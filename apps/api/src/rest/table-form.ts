import { z } from 'zod'
import { coerceTexts } from './coerce-texts.ts'

/**
 * A form with a table in `file` and its options as fields → `{ file, options }`, the options as their schema has them. A
 * browser sends a field that nobody filled in as an empty text: it counts as not given.
 */
export function tableForm<Options extends z.ZodObject>(
  options: Options,
): z.ZodType<{ file: File; options: z.output<Options> }, FormData> {
  return z.instanceof(FormData, { error: 'must be a form (multipart/form-data)' }).transform((form, context) => {
    const files = form.getAll('file').filter((entry) => entry instanceof File)
    const [file] = files
    const texts: [string, string][] = []
    for (const [name, value] of form.entries())
      if (typeof value === 'string' && value !== '' && name !== 'file') texts.push([name, value])
    if (!file) context.addIssue({ code: 'custom', path: ['file'], message: 'a file is needed here' })
    if (files.length > 1) context.addIssue({ code: 'custom', path: ['file'], message: 'one file at a time' })
    const parsed = options.safeParse(coerceTexts(options, texts))
    for (const issue of parsed.error?.issues ?? [])
      context.addIssue({ code: 'custom', path: [...issue.path], message: issue.message })
    return file && parsed.success ? { file, options: parsed.data } : z.NEVER
  })
}
