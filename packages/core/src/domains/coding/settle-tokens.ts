import type { CodingSession } from '@vouch/contracts/domains/coding'
import { MAX_TOKENS, type Faults } from './read-value.ts'

/** Tokens as a source gives them. */
export interface GivenTokens {
  readonly input: number | null
  readonly output: number | null
  readonly cached: number | null
  readonly written: number | null
  readonly reasoning: number | null
  readonly total: number | null
  /**
   * Whether the cached ones stand beside `input`: Anthropic's own `input_tokens` are those that no cache had to do with,
   * everybody else's prompt holds them. `if_more`: beside it where they are more than it (OpenTelemetry says that they are
   * part of it, its older instrumentations of Anthropic do not do it).
   */
  readonly beside: boolean | 'if_more'
}

export type Tokens = Pick<
  CodingSession,
  'tokens_in' | 'tokens_out' | 'tokens_cached' | 'tokens_cache_written' | 'tokens_reasoning' | 'total_tokens'
>

/**
 * Tokens in one form: the prompt with what came from a cache and went to one, the answer with what was reasoned. A part that
 * is larger than its whole is a fault, and so is a total that is less than its parts.
 */
export function settleTokens(given: GivenTokens, faults: Faults): Tokens {
  const tokensIn = wholePrompt(given)
  const tokensOut = wholeAnswer(given)
  const sum = tokensIn === null || tokensOut === null ? null : tokensIn + tokensOut
  const cache = (given.cached ?? 0) + (given.written ?? 0)
  if (Math.max(tokensIn ?? 0, tokensOut ?? 0, sum ?? 0) > MAX_TOKENS) faults.push(`more than ${MAX_TOKENS} tokens`)
  if (tokensIn !== null && cache > tokensIn) {
    faults.push(`${cache} tokens of a cache are more than the ${tokensIn} of the prompt`)
  }
  if (tokensOut !== null && given.reasoning !== null && given.reasoning > tokensOut) {
    faults.push(`${given.reasoning} tokens of reasoning are more than the ${tokensOut} of the answer`)
  }
  return {
    tokens_in: tokensIn,
    tokens_out: tokensOut,
    tokens_cached: given.cached,
    tokens_cache_written: given.written,
    tokens_reasoning: given.reasoning,
    total_tokens: settleTotal(given, sum, faults),
  }
}

function wholePrompt({ input, output, cached, written, total, beside }: GivenTokens): number | null {
  const cache = (cached ?? 0) + (written ?? 0)
  if (input === null || cache === 0 || beside === false) return input
  // a total that is the sum of the two says that nothing stands beside them
  const counted = beside === 'if_more' || (total !== null && total === input + (output ?? 0))
  return counted && cache <= input ? input : input + cache
}

/** xAI counts what was reasoned beside the completion; its total tells. */
function wholeAnswer({ input, output, reasoning, total }: GivenTokens): number | null {
  if (output === null || reasoning === null || reasoning <= output) return output
  return total === (input ?? 0) + output + reasoning ? output + reasoning : output
}

function settleTotal({ total, input, output }: GivenTokens, sum: number | null, faults: Faults): number | null {
  if (sum === null) return total
  if (total === null || total === (input ?? 0) + (output ?? 0)) return sum
  if (total < sum) faults.push(`total_tokens is ${total}, less than the ${sum} of its parts`)
  return total
}
