import { z } from 'zod'

/**
 * The fields of work in which a model of Vouch’s makes the calls, and `other`: a table of none of them. Each one is a folder
 * under `domains/` in every layer.
 */
export const DomainId = z.enum(['exoplanet', 'heart', 'skin', 'other'])
export type DomainId = z.infer<typeof DomainId>

/** Every field of work: in `coding` an assistant of somebody else’s makes the calls, and Vouch measures them. */
export const FieldId = z.enum([...DomainId.options, 'coding'])
export type FieldId = z.infer<typeof FieldId>
