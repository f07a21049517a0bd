import { z } from 'zod'

/**
 * The fields of work Vouch knows, and `other`: a table of none of them. Each one is a folder under `domains/` in every layer.
 */
export const DomainId = z.enum(['exoplanet', 'heart', 'other'])
export type DomainId = z.infer<typeof DomainId>
