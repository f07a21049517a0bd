import type { CodingSession } from '@vouch/contracts/domains/coding'
import type { Reading, Sha256 } from './coding-entry.ts'
import { readLitellm } from './read-litellm.ts'
import { isRecord } from './read-value.ts'

type Fields = Readonly<Record<string, unknown>>

/** Calls of tools, not of models: the calls of a model that asked for them have rows of their own. */
const TOOL_CALLS = new Set<unknown>(['call_mcp_tool', 'list_mcp_tools'])

/**
 * A row of the table in which a LiteLLM proxy keeps its calls, as its interface gives it; null: no call of a model. It is read as
 * a line of its log is, so that both are one session where they say the same: the row's `request_id` and `session_id` are the
 * line's `id` and `trace_id`, its moments have milliseconds as ours do. They are two where the line names no trace (the row's is
 * made up then), or where the model stands in one with its provider before it and in the other without.
 *
 * What the line has at its top, the row has in `metadata`, which may be a text. A cost of 0 of a model that LiteLLM has no price
 * of is none, unless the answer came from its cache.
 * Source: litellm/proxy/spend_tracking/spend_tracking_utils.py (`get_logging_payload`), schema.prisma (`LiteLLM_SpendLogs`).
 */
export function readSpendLog(row: unknown, sha256: Sha256): Reading<CodingSession> | null {
  if (!isRecord(row)) return readLitellm(row, sha256)
  if (TOOL_CALLS.has(row['call_type'])) return null
  const metadata = readMetadata(row['metadata'])
  const { usage_object: usage, additional_usage_values: more, error_information: error } = metadata
  const counts = { ...row, ...(isRecord(more) ? more : {}) }
  const record: Record<string, unknown> = { ...row, metadata, usage: isRecord(usage) ? usage : counts }
  if (isRecord(error)) record['error_information'] = error
  if (hasNoPrice(row, metadata)) delete record['spend']
  return readLitellm(record, sha256)
}

function readMetadata(metadata: unknown): Fields {
  if (typeof metadata !== 'string') return isRecord(metadata) ? metadata : {}
  try {
    const read: unknown = JSON.parse(metadata)
    return isRecord(read) ? read : {}
  } catch {
    return {}
  }
}

function hasNoPrice(row: Fields, { model_map_information: known }: Fields): boolean {
  const cached = String(row['cache_hit']).toLowerCase() === 'true'
  return row['spend'] === 0 && !cached && isRecord(known) && (known['model_map_value'] ?? null) === null
}
