/**
 * What every session is told. Each question of ours goes along an index, in its order; a planner that has never counted a
 * table would rather gather all of an account's rows and sort them for the first twenty.
 */
export const SESSION = { enable_bitmapscan: 'off' } as const
