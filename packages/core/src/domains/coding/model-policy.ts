/**
 * Whether a model is one that a policy names, whatever its case: by its exact name; by the same name without its provider
 * (`anthropic/claude-3-haiku` and `claude-3-haiku`); or by its family, where the policy names one without a version
 * (`claude-3-5-sonnet` covers `anthropic/claude-3-5-sonnet-20241022` and `claude-3-5-sonnet-latest`). A name that merely begins
 * alike is another model: `gpt-4` covers neither `gpt-4o` nor `gpt-4-turbo`. A policy that names a version means that one.
 */
export function modelPolicy(policy: readonly string[]): (model: string) => boolean {
  const named = new Set(policy.map(withoutProvider))
  return (model) => {
    const name = withoutProvider(model)
    return named.has(name) || named.has(name.replace(VERSION, ''))
  }
}

/**
 * What providers put behind a family's name: `-20241022`, `@20240620`, `-2024-08-06`, `-0613`, `-001`, `-latest`, and behind that
 * Bedrock's `-v1:0`. Fewer than three digits are a family's own (`claude-opus-4-1`).
 */
const VERSION = /(?:(?:[-@]\d{8}|[-@]\d{4}-\d{2}-\d{2}|-\d{3,4}|[-@:]latest)(?:-v\d+(?::\d+)?)?|-v\d+:\d+)$/

/** `openrouter/anthropic/…` has two providers; Bedrock writes its own with a dot, after a region. */
const PROVIDER =
  /^(?:.*\/)?(?:(?:us|eu|apac|ap|global)\.)?(?:(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai)\.)?/

function withoutProvider(model: string): string {
  return model.trim().toLowerCase().replace(PROVIDER, '')
}
