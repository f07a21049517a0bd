import { join } from 'node:path'

/** Where an embedded database lies in a `VOUCH_HOME`. */
export function dataFolder(home: string): string {
  return join(home, 'database')
}
