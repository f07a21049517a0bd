import type { DatasetAudit, DatasetDetail, Takes } from '@vouch/contracts/dataset'
import type { AuditedInput } from '../dataset/audit-table.tsx'

/** The columns of a table, or the features that are made of them, as a training may take them. */
export function auditedInputs(
  { profile }: Pick<DatasetDetail, 'profile'>,
  { columns, features }: Pick<DatasetAudit, 'columns' | 'features'>,
  takes: Takes,
): AuditedInput[] {
  if (takes === 'quantities')
    return features.map(({ description, unit, ...feature }) => ({
      ...feature,
      words: unit === '' || unit === '1' ? description : `${description}, ${unit}`,
      canBeTaken: feature.verdict !== 'refused',
    }))
  // one value throughout is nothing to learn from
  const fit = profile?.columns.filter(({ numeric, kind }) => numeric && kind !== 'constant') ?? []
  const names = new Set(fit.map(({ name }) => name))
  return columns.map((column) => ({
    ...column,
    words: null,
    canBeTaken: column.verdict !== 'refused' && names.has(column.column),
  }))
}

/** Those that nothing is held against. */
export function usualFeatures(inputs: readonly AuditedInput[]): string[] {
  return inputs.flatMap(({ column, verdict, canBeTaken }) => (verdict === 'ok' && canBeTaken ? [column] : []))
}
