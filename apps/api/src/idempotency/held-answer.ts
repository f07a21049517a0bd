import type { ServerResponse } from 'node:http'

/** An answer that was written and has not been sent. */
export interface HeldAnswer {
  /** resolves when the answer is whole */
  readonly whole: Promise<void>
  readonly pieces: readonly Buffer[]
  /** From here on what is written is sent. */
  release(): void
}

/** Has whatever is written to a response wait here; its headers too, as nothing is sent before the first byte. */
export function holdAnswer(res: ServerResponse): HeldAnswer {
  const pieces: Buffer[] = []
  let finish = () => {}
  const whole = new Promise<void>((resolve) => (finish = resolve))
  const add = (piece: unknown) => {
    if (typeof piece === 'string') pieces.push(Buffer.from(piece))
    else if (piece instanceof Uint8Array) pieces.push(Buffer.from(piece))
  }
  Object.assign(res, {
    write(piece: unknown) {
      add(piece)
      return true
    },
    end(piece?: unknown) {
      add(piece)
      finish()
      return res
    },
  })
  return {
    whole,
    pieces,
    release() {
      // the methods of its class come forth again
      Reflect.deleteProperty(res, 'write')
      Reflect.deleteProperty(res, 'end')
    },
  }
}
