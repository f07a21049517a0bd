import type { IngestKind } from '@vouch/contracts/domains/coding'

/** What a file was found to be. */
export const KIND_WORDS = {
  litellm: 'Lines of a LiteLLM proxy',
  otlp: 'Spans of OpenTelemetry',
  coderec: 'A table of events',
  chat: 'A table of chats',
  cache: 'An old cache',
  pull_requests: 'Pull requests',
  commits: 'Commits',
  github: 'Pull requests and commits of GitHub',
  litellm_proxy: 'Calls that a LiteLLM proxy keeps',
} as const satisfies Record<IngestKind, string>
