import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { envExample, readSettings, SettingError } from './env.ts'

describe('readSettings', () => {
  it('has a default for every setting, and the model’s own threshold', () => {
    expect(readSettings({})).toMatchObject({
      PORT: 8000,
      DEFAULT_MODEL: 'koi',
      MAX_UPLOAD_MB: 50,
      CORS_ALLOW_CREDENTIALS: false,
    })
    expect(readSettings({}).DEFAULT_THRESHOLD).toBeUndefined()
    expect(readSettings({}).CORS_ORIGINS).toContain('http://localhost:5173')
    expect(readSettings({ PORT: '' }).PORT).toBe(8000)
  })

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['CORS_ORIGINS', 'localhost:3000'],
    ['CORS_ORIGINS', '*'],
    ['CORS_ALLOW_CREDENTIALS', 'yes'],
    ['DEFAULT_THRESHOLD', '1.1'],
    ['MAX_UPLOAD_MB', '0'],
    ['MAX_UPLOAD_MB', '1e3x'],
    ['LOG_LEVEL', 'loud'],
    ['EXOPLANET_ARCHIVE_URL', 'file:///etc/passwd'],
    ['GITHUB_URL', 'https://name:word@github.example'],
    ['GITHUB_TOKEN', 'two words'],
    ['LITELLM_PROXY_URL', 'localhost:4000'],
    ['LITELLM_PROXY_URL', 'http://proxy.example/?key=1'],
    ['LITELLM_PROXY_KEY', 'two words'],
  ])('refuses %s=%s by its name', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(SettingError)
    expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`\\n  ${name}`))
  })

  it('names every setting that is wrong at once', () => {
    expect(() => readSettings({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/PORT[\s\S]*LOG_LEVEL/)
  })
})

describe('.env.example', () => {
  it('is what the settings say', () => {
    expect(readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8')).toBe(envExample())
  })

  it('is itself a valid set of settings', () => {
    const lines = envExample()
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => line.split(/=(.*)/s, 2))
    expect(readSettings(Object.fromEntries(lines))).toEqual(readSettings({}))
  })
})
