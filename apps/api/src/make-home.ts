import { access, constants, mkdir } from 'node:fs/promises'

/**
 * Makes the folder that Vouch keeps everything in, where it is not there: for nobody else of the machine.
 * @throws Error with one clear line when it cannot be written to
 */
export async function makeHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 })
    await access(home, constants.W_OK)
  } catch (cause) {
    throw new Error(`VOUCH_HOME is ${home}, which cannot be written to.`, { cause })
  }
}
