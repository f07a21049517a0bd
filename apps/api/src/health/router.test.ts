import { AboutProject, Project, ServerStatus } from '@vouch/contracts/health'
import { describe, expect, it } from 'vitest'
import { startTestServer } from '../testing/start-test-server.ts'

describe('who finds the API first', () => {
  it('is told what it is, what it does now, and what can be trained on what', async () => {
    const server = await startTestServer()
    try {
      const get = async (path: string): Promise<unknown> => (await fetch(server.url + path)).json()
      expect(Project.strict().parse(await get('/api/'))).toMatchObject({ name: 'Vouch' })
      expect(await get('/api')).toEqual(await get('/api/'))
      expect(ServerStatus.strict().parse(await get('/api/status'))).toMatchObject({ trainings_running: 0 })
      const about = AboutProject.strict().parse(await get('/api/about'))
      expect([about.model_types.length, about.datasets.length]).toEqual([8, 4])
    } finally {
      await server.end()
    }
  })
})
