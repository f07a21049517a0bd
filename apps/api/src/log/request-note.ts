import type { ServerResponse } from 'node:http'

/** What is known of a request beside what its message says; for the log and the metrics. */
export interface RequestNote {
  /** the template of its path, never the path itself: ids and names are in that */
  route: string
  accountId: string | null
}

const notes = new WeakMap<ServerResponse, RequestNote>()

export function openNote(res: ServerResponse, route: string): RequestNote {
  const note = { route, accountId: null }
  notes.set(res, note)
  return note
}

/** Adds to what is known of a request. */
export function noteRequest(res: ServerResponse, known: Partial<RequestNote>): void {
  const note = notes.get(res)
  if (note) Object.assign(note, known)
}
