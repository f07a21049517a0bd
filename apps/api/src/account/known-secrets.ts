/** What stands where a secret should be, in examples, tutorials and the code that is copied from them. */
const PLACEHOLDERS = [
  /change.?(me|this|it|in|now|before)/,
  /your.?(\w+.){0,3}(secret|key|bit|token|password)/,
  /secret.?(key|token|value|string)/,
  /(jwt|super|my|very|top|dev|development|test|default|app|auth|access|flask|django|session|shared).?secret/,
  /secret.?for.?(jwt|test|dev|local)/,
  /password|passphrase|passw0rd/,
  /placeholder|example|insecure|replace.?(me|this|with)|dummy.?(secret|key|token|value)/,
  // words so short that chance writes them within longer ones
  /(^|[\W_])(todo|dummy)($|[\W_])/,
  /at.least.\d+.?(bit|byte|char)/,
  /(do.?not|don.?t).?use/,
  /keyboard.?cat/,
]
/** Keys that stand in well-read documentation, and look as if they were chance. */
const PUBLISHED = new Set([
  // FastAPI's tutorial
  '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
  // RFC 7515, appendix A.1
  'ayM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
  // RFC 7520, 3.5
  'hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg',
])
/** Thirty-two bytes of chance have some twenty. */
const DISTINCT_CHARACTERS = 10

/** Whether a secret is one that whoever forges tokens tries first. It is not told which. */
export function isKnownSecret(secret: string): boolean {
  const text = secret.toLowerCase()
  if (PUBLISHED.has(secret) || PLACEHOLDERS.some((pattern) => pattern.test(text))) return true
  return new Set(text).size < DISTINCT_CHARACTERS || isRepeated(text) || isCountedUp(text)
}

/** A shorter text again and again. */
function isRepeated(text: string): boolean {
  const period = (text + text).indexOf(text, 1)
  return period <= text.length / 2
}

/** Mostly characters that follow one another: the alphabet, the digits. */
function isCountedUp(text: string): boolean {
  let steps = 0
  for (let i = 1; i < text.length; i++) if (Math.abs(text.charCodeAt(i) - text.charCodeAt(i - 1)) === 1) steps++
  return steps > text.length / 2
}
