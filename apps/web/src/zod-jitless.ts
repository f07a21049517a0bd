import { config } from 'zod'

// The content security policy forbids eval; zod would try it once and have the attempt reported. Imported first.
config({ jitless: true })
