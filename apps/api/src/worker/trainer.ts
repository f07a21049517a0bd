import { workerData } from 'node:worker_threads'
import { runTraining } from './run-training.ts'
import { serveTasks } from './serve-tasks.ts'
import type { TrainerData, TrainResult, TrainTask } from './train-task.ts'

// What the pool of this entry passes is the pool's own type.
const data: TrainerData = workerData

serveTasks<TrainTask, TrainResult>(async (task, _ask, note) => ({ result: await runTraining(task, data.limits, note) }))
