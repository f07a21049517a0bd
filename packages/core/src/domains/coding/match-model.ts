import { calcPrice, findProvider, type ModelInfo, type Provider } from '@pydantic/genai-prices'

/** A model as the price table knows it. */
export interface KnownModel {
  readonly provider: Provider
  readonly model: ModelInfo
}

/**
 * LiteLLM's names of providers that the table calls otherwise. The table itself would take any name that holds "openai" for
 * OpenAI, and so price what somebody runs on a machine of his own.
 */
const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ['gemini', 'google'],
  ['vertex_ai', 'google'],
  ['vertex_ai_beta', 'google'],
  ['bedrock', 'aws'],
  ['bedrock_converse', 'aws'],
  ['azure_ai', 'azure'],
  ['xai', 'x-ai'],
  ['together_ai', 'together'],
  ['moonshot', 'moonshotai'],
  ['github_copilot', 'github-copilot'],
  ['cohere_chat', 'cohere'],
  ['text-completion-openai', 'openai'],
  ['voyage', 'voyageai'],
])
/** Where a request went through another proxy of LiteLLM, its name says nothing about the price. */
const TRANSPARENT = new Set(['litellm_proxy'])
/** Amazon Bedrock's ids: a region perhaps, the maker, a dot. */
const BEDROCK = /^(?:[a-z]{2,6}(?:-gov)?\.)?(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|qwen|openai)\.[a-z]/
/** What a release is told by: a day, `latest`, Bedrock's version. */
const RELEASE = /(?:[-@](?:20\d{6}|20\d\d-\d\d-\d\d|latest))?(?:-v\d+(?::\d+)?)?$/

/** Names are what clients write: a table of them must not grow without end. */
const MAX_NAMES = 10_000
const matches = new Map<string, KnownModel | null>()

/**
 * The model of the price table that a name means, null for one that it does not know. A prefix before a slash or a colon names
 * the provider, whose prices count; a prefix that names no provider of the table is somebody's own, and has no price. A name
 * that is not in the table as it stands is looked up without its release ("-20241022", "-latest").
 */
export function matchModel(name: string): KnownModel | null {
  const known = matches.get(name)
  if (known !== undefined) return known
  const found = findModel(name.trim().toLowerCase())
  if (matches.size >= MAX_NAMES) matches.clear()
  matches.set(name, found)
  return found
}

/** The name by which the price table knows a model: the releases of one model share it. Null: it does not know it. */
export function modelFamily(name: string): string | null {
  return matchModel(name)?.model.id ?? null
}

function findModel(name: string): KnownModel | null {
  const slash = name.indexOf('/')
  if (slash < 0) return findPlain(name)
  const prefix = name.slice(0, slash)
  const rest = name.slice(slash + 1)
  if (TRANSPARENT.has(prefix)) return findModel(rest)
  const providerId = providerOf(prefix)
  return providerId === null ? null : findOfProvider(rest, providerId)
}

function findPlain(name: string): KnownModel | null {
  const colon = name.indexOf(':')
  const providerId = colon < 0 ? null : providerOf(name.slice(0, colon))
  if (providerId !== null) return findOfProvider(name.slice(colon + 1), providerId)
  return lookUp(name, BEDROCK.test(name) ? 'aws' : undefined)
}

/** Regions and routes may stand between a provider and its model: `bedrock/us-east-1/…`, `azure/eu/…`. */
function findOfProvider(rest: string, providerId: string): KnownModel | null {
  const found = lookUp(rest, providerId)
  const slash = rest.indexOf('/')
  return found ?? (slash < 0 ? null : findOfProvider(rest.slice(slash + 1), providerId))
}

function providerOf(prefix: string): string | null {
  const own = PROVIDERS.get(prefix)
  if (own !== undefined) return own
  return findProvider({ providerId: prefix })?.id === prefix ? prefix : null
}

function lookUp(name: string, providerId?: string): KnownModel | null {
  const options = providerId === undefined ? {} : { providerId }
  const family = name.replace(RELEASE, '')
  for (const candidate of new Set([name, family])) {
    const price = candidate === '' ? null : calcPrice({ input_tokens: 0 }, candidate, options)
    if (price !== null) return { provider: price.provider, model: price.model }
  }
  return null
}
