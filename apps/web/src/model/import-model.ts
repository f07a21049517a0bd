import { ImportedModel, type ModelImportOptions } from '@vouch/contracts/model-import'
import { fetchApi } from '../account/browser-session.ts'
import { failure, ProblemError } from '../problem.ts'

/** What is sent of a model: its file, rows with what it gave of them, and what is told of it as a form's fields. */
export interface ModelToImport {
  readonly file: File
  readonly rows: File | null
  readonly fields: Readonly<Partial<Record<keyof ModelImportOptions, string>>>
  /** in the model's order; none: as its file or the rows name them */
  readonly columns: readonly string[]
}

/** @throws ProblemError */
export async function importModel({ file, rows, fields, columns }: ModelToImport): Promise<ImportedModel> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) if (value.trim() !== '') form.append(name, value)
  form.append('file', file, file.name)
  if (rows !== null) form.append('rows', rows, rows.name)
  if (columns.length > 0) form.append('manifest', new File([JSON.stringify({ columns })], 'manifest.json'))
  const answer = await fetchApi('/api/models/import', { method: 'POST', body: form })
  const output = ImportedModel.safeParse(await answer.json())
  if (output.success) return output.data
  throw new ProblemError(failure('failure', 'The server answered in a shape this page does not know.'))
}
