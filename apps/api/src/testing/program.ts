import { fileURLToPath } from 'node:url'

/** The file of a program of ours as it is built, which the tests' set-up sees to. */
export function programFile(name: 'main' | 'worker-main' | 'command'): string {
  return fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url))
}
