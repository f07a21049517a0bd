import {
  AuditInput,
  DatasetAudit,
  DatasetDeleted,
  DatasetDetail,
  DatasetList,
  DatasetListQuery,
  DatasetRef,
  UploadOutput,
} from '@vouch/contracts/dataset'
import { FromReviewsInput, FromReviewsOutput } from '@vouch/contracts/feedback'
import { z } from 'zod'
import { findArchive } from '../domains/archive-tables.ts'
import { asStoredFile } from '../file/as-stored-file.ts'
import { tableForm } from '../rest/table-form.ts'
import { procedure, router } from '../trpc.ts'
import { fetchArchiveTable } from './archive-table.ts'
import { datasetFromReviews } from './from-reviews.ts'
import { auditOf, deleteDataset, getDataset, listDatasets, uploadDataset } from './datasets.ts'

const tag = 'data sets'
const ById = z.object({ id: DatasetRef })
const NoOptions = z.object({})

export const datasetRouter = router({
  list: procedure
    .meta({
      access: 'anyone',
      rest: { method: 'GET', path: '/api/datasets', summary: 'The archives’ tables, and one’s own uploads', tag },
    })
    .input(DatasetListQuery)
    .output(DatasetList)
    .query(({ ctx, input }) => listDatasets(ctx, input)),
  upload: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/upload',
        summary: 'Keep a table (CSV, Excel, Parquet) to train on, and say what it holds',
        tag,
        form: NoOptions,
        errors: ['unsupported_media', 'too_large'],
      },
    })
    .input(tableForm(NoOptions))
    .output(UploadOutput)
    .mutation(({ ctx, input: { file } }) => asStoredFile(ctx.services, file, (stored) => uploadDataset(ctx, stored))),
  fromReviews: procedure
    .meta({
      access: 'expert',
      rest: {
        method: 'POST',
        path: '/api/datasets/from-reviews',
        summary: 'Make a data set of the calls whose label outcomes and verdicts have given, to train on',
        tag,
        errors: ['forbidden'],
      },
    })
    .input(FromReviewsInput)
    .output(FromReviewsOutput)
    .mutation(({ ctx, input }) => datasetFromReviews(ctx, input)),
  get: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'GET',
        path: '/api/datasets/{id}',
        summary: 'A data set and what it holds',
        tag,
        errors: ['not_found'],
      },
    })
    .input(ById)
    .output(DatasetDetail)
    .query(({ ctx, input }) => getDataset(ctx.services, ctx.caller, input.id)),
  audit: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/datasets/{id}/audit',
        summary: 'Hold every column against the label: what leaks it is refused, what may is warned of',
        tag,
        errors: ['not_found', 'conflict'],
      },
    })
    .input(AuditInput)
    .output(DatasetAudit)
    .mutation(({ ctx, input }) => auditOf(ctx.services, ctx.caller, input)),
  fetch: procedure
    .meta({
      access: 'anyone',
      rest: {
        method: 'POST',
        path: '/api/datasets/{id}/fetch',
        summary: 'Fetch an archive’s table as it is now',
        tag,
        errors: ['not_found', 'upstream'],
      },
    })
    .input(ById)
    .output(DatasetDetail)
    .mutation(async ({ ctx, input }) => {
      await fetchArchiveTable(ctx.services, findArchive(input.id))
      return getDataset(ctx.services, ctx.caller, input.id)
    }),
  delete: procedure
    .meta({
      access: 'account',
      rest: {
        method: 'DELETE',
        path: '/api/datasets/{id}',
        summary: 'Delete an upload',
        tag,
        errors: ['not_found', 'forbidden'],
      },
    })
    .input(ById)
    .output(DatasetDeleted)
    .mutation(({ ctx, input }) => deleteDataset(ctx, input.id)),
})
