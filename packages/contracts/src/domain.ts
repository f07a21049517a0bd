import { z } from 'zod'

/** The fields of work Vouch knows. Each one is a folder under `domains/` in every layer. */
export const DomainId = z.enum(['exoplanet', 'heart'])
export type DomainId = z.infer<typeof DomainId>
