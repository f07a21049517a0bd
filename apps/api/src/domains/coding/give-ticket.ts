import type { StreamTicket } from '@vouch/contracts/domains/coding'
import { VouchError } from '@vouch/core/error'
import { TICKET_SECONDS } from '../../account/stream-tickets.ts'
import type { Context } from '../../trpc.ts'

/** A ticket for who is logged in, or has a key. */
export async function giveTicket({ services, credential }: Context): Promise<StreamTicket> {
  if (!credential) throw new VouchError('unauthorized', 'Log in to get a ticket.')
  return { ticket: await services.accounts.tickets.give(credential), expires_in: TICKET_SECONDS }
}
