import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Gate } from '../limit/gate.ts'

/** Seconds; from one row in a few milliseconds to a table that takes minutes. */
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120]

export interface Metrics {
  request(done: { route: string; method: string; status: number; seconds: number }): void
  /** A submission that was answered: its model, how many rows it had, and how long they took. */
  prediction(done: { model: string; rows: number; seconds: number }): void
  /** How long a task of a pool waited for a thread. */
  wait(pool: string, seconds: number): void
  /** Has a pool's load stand in the metrics. */
  watchPool(pool: string, load: () => { readonly running: number; readonly waiting: number }): void
  watchGate(name: string, gate: Gate): void
  /** A number that is asked for when somebody looks. */
  watch(name: string, help: string, read: () => Promise<number>): void
  /** The Prometheus text format. */
  text(): Promise<string>
  readonly contentType: string
  close(): void
}

/** The figures of one server, in a registry of its own. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  // delay of the event loop, memory, descriptors, garbage collection
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['route', 'method', 'status'],
    buckets: BUCKETS,
    registers,
  })
  const predictions = new Histogram({
    name: 'vouch_prediction_duration_seconds',
    help: 'Time that a submission took',
    labelNames: ['model'],
    buckets: BUCKETS,
    registers,
  })
  const rows = new Counter({
    name: 'vouch_prediction_rows_total',
    help: 'Rows that were submitted',
    labelNames: ['model'],
    registers,
  })
  const { observeWait, watchPool, watchGate } = poolMetrics(registers)
  return {
    request: ({ route, method, status, seconds }) => requests.observe({ route, method, status }, seconds),
    prediction({ model, rows: count, seconds }) {
      predictions.observe({ model }, seconds)
      rows.inc({ model }, count)
    },
    wait: observeWait,
    watchPool,
    watchGate,
    watch(name, help, read) {
      const gauge: Gauge = new Gauge({
        name,
        help,
        registers: [],
        // what cannot be read now is left out, and the other figures are there
        async collect() {
          gauge.set(await read().catch(() => Number.NaN))
        },
      })
      registry.registerMetric(gauge)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
    close: () => registry.clear(),
  }
}

function poolMetrics(registers: Registry[]) {
  const pools = new Map<string, Parameters<Metrics['watchPool']>[1]>()
  const gates = new Map<string, Gate>()
  const wait = new Histogram({
    name: 'vouch_pool_wait_seconds',
    help: 'Time that tasks waited for a thread',
    labelNames: ['pool'],
    buckets: BUCKETS,
    registers,
  })
  const tasks = new Gauge({
    name: 'vouch_pool_tasks',
    help: 'Tasks of a pool of threads, by what they do',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const [pool, load] of pools)
        for (const [state, count] of Object.entries(load())) tasks.set({ pool, state }, count)
    },
  })
  const loads = new Gauge({
    name: 'vouch_gate_load',
    help: 'What is inside of a gate and what waits: uploads by number, JSON bodies by bytes',
    labelNames: ['gate', 'state'],
    registers,
    collect() {
      for (const [name, gate] of gates)
        for (const [state, load] of Object.entries(gate.load)) loads.set({ gate: name, state }, load)
    },
  })
  return {
    observeWait: (pool: string, seconds: number) => wait.observe({ pool }, seconds),
    watchPool: (pool: string, load: Parameters<Metrics['watchPool']>[1]) => void pools.set(pool, load),
    watchGate: (name: string, gate: Gate) => void gates.set(name, gate),
  }
}
