import type { ColumnRequest, TableChunk } from '@vouch/core/table/table'
import type { TablePlan } from './table-domain.ts'

type Chunks = AsyncIterable<TableChunk> | Iterable<TableChunk>

/**
 * A plan by which rows can be converted: where whole columns have to be looked at first, that is done now.
 * @param read gives all rows of the table from its beginning
 */
export async function settlePlan(
  plan: TablePlan,
  read: (requests: readonly ColumnRequest[]) => Chunks | Promise<Chunks>,
): Promise<TablePlan> {
  const { survey } = plan
  return survey ? survey.settle(await read(survey.requests)) : plan
}
