import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VouchError } from '../../error.ts'
import { recogniseCodingFile } from './recognise-coding-file.ts'

const line = JSON.stringify({ timestamp: '2026-03-01T09:30:00Z', usage: { input_tokens: 1 } })
const otlp = { resourceSpans: [{ scopeSpans: [{ spans: [] }] }] }
const pull = { url: 'https://api.github.com/repos/a/b/pulls/1', id: 1, number: 1, created_at: 'x', body: 'usage' }
const commit = { sha: 'a1', node_id: 'x', commit: { message: '"usage": {}' } }
const long = { messages: 'x'.repeat(70_000), usage: {} }

const known: readonly (readonly [string, string, string, string])[] = [
  ['a proxy’s lines', `${line}\n${line}\n`, 'litellm', 'json_lines'],
  ['one line without an end', line, 'litellm', 'json_lines'],
  ['a mark and blank lines before', `\uFEFF\n\n${line}\n`, 'litellm', 'json_lines'],
  ['a message before the first line', `INFO started, ready\n${line}\n`, 'litellm', 'json_lines'],
  ['a damaged first line', `{"usage":\n${line}\n`, 'litellm', 'json_lines'],
  ['lines that are no records', '{"a":1}\n{"b":2}\n', 'litellm', 'json_lines'],
  ['a line longer than what is looked at', JSON.stringify({ startTime: 1, ...long }), 'litellm', 'json_lines'],
  ['a list of records', `[${line},${line}]`, 'litellm', 'json'],
  ['a record over several lines', JSON.stringify(JSON.parse(line), null, 2), 'litellm', 'json'],
  ['spans', JSON.stringify(otlp, null, 2), 'otlp', 'json'],
  ['a collector’s file', `${JSON.stringify(otlp)}\n${JSON.stringify(otlp)}\n`, 'otlp', 'json_lines'],
  ['pull requests', JSON.stringify([pull]), 'pull_requests', 'json'],
  [
    'pull requests with a text before all else',
    JSON.stringify([{ url: pull.url, body: long.messages }]),
    'pull_requests',
    'json',
  ],
  ['commits', JSON.stringify([commit], null, 2), 'commits', 'json'],
  ['CodeRec', 'UserId,TimeGenerated,StateName,HiddenState,Measurements,seq\n0,1,Shown\n', 'coderec', 'csv'],
  ['the chat', 'request,response,copy_events,logprobs,programmer_id,timestamp,model\n', 'chat', 'csv'],
  ['a table of pull requests', 'id;number;title;"state";created_at;merged_at\r\n1;2\r\n', 'pull_requests', 'csv'],
  ['SQLite', 'SQLite format 3\0\x10\0', 'cache', 'sqlite'],
]

const unknown: readonly (readonly [string, string, string])[] = [
  ['a picture', '\x89PNG\r\n', 'a PNG picture'],
  ['UTF-16', '\xff\xfe{\0', 'send it as UTF-8'],
  ['UTF-16 without its mark', '{\0"\0a\0', 'send it as UTF-8'],
  ['another table', 'name,task_description,solution\n1,2,3\n', 'columns name,task_description'],
  ['a web page', '<!doctype html><p>', 'HTML'],
  ['a text', 'Dear reader', 'a text'],
  ['another list', '[1, 2, 3]', 'JSON of another kind'],
  ['bytes', '\0\xff\x01\xfe\0', 'binary data'],
  ['blanks', ' \n\n', 'a blank text'],
]

describe('a file', () => {
  it.each(known)('is recognised by its content: %s', (_name, text, kind, form) => {
    expect(recogniseCodingFile(Buffer.from(text))).toEqual({ kind, form })
  })

  it.each(unknown)('that is none of those taken is told what it looks like: %s', (_name, text, looksLike) => {
    const recognise = () => recogniseCodingFile(Buffer.from(text, 'latin1'))
    expect(recognise).toThrow(expect.objectContaining({ code: 'unsupported_media' }))
    expect(recognise).toThrow(looksLike)
  })

  it('of nothing is empty', () => {
    expect(() => recogniseCodingFile(new Uint8Array(0))).toThrow('The file is empty.')
  })

  it('of anything is known or refused in words', () => {
    const start = fc.constantFrom('', '{', '[{"', '{"usage":', 'UserId,', '[[[[', '\uFEFF', '"\\')
    fc.assert(
      fc.property(start, fc.oneof(fc.string(), fc.json()), (before, text) => {
        try {
          recogniseCodingFile(Buffer.from(before + text))
        } catch (error) {
          expect(error).toBeInstanceOf(VouchError)
        }
      }),
    )
  })
})
