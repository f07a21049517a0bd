import { VouchError } from '@vouch/core/error'
import type { TestTask } from './test-task.ts'
import { type NotePool, serveTasks } from '../worker/serve-tasks.ts'

async function run(
  task: TestTask,
  ask: (question: number) => Promise<unknown>,
  note: NotePool,
): Promise<{ result: unknown }> {
  switch (task.do) {
    case 'echo':
      if (task.waitMs) await new Promise((resolve) => setTimeout(resolve, task.waitMs))
      return { result: task.value }
    case 'crash':
      process.exit(9)
    case 'exhaust': {
      const held: number[][] = []
      for (;;) held.push(new Array<number>(1_000_000).fill(held.length))
    }
    case 'hang':
      for (;;) Math.random()
    case 'refuse':
      throw new VouchError(
        'unsupported_media',
        'not this',
        [{ field: 'file', message: 'no' }],
        new Error('internal words'),
      )
    case 'throw':
      throw new Error('secret words')
    case 'note':
      // never waiting, as a computation does
      for (let n = 0; n < task.upTo; n++) note(n)
      return { result: null }
    case 'ask':
    default:
      return { result: await Promise.all(task.questions.map((question) => ask(question))) }
  }
}

serveTasks<TestTask, unknown, number>(run)
