import { describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../random.ts'
import { checkHyperparameters, searchSpace } from './hyperparameters.ts'
import { bestTrial, search, type SearchMethod, type SearchSubject, type Trial } from './search.ts'

const space = searchSpace('xgboost', { named: ['max_depth', 'learning_rate'], fixed: [] })
const start = checkHyperparameters('xgboost', {}).values ?? {}

/** Best at a depth of 4 and a rate of .05; noisier with less work. */
function evaluate(values: Trial['hyperparameters'], budget: number, random: Random) {
  const [depth, rate] = [Number(values['max_depth']), Number(values['learning_rate'])]
  const score =
    0.95 - 0.01 * (depth - 4) ** 2 - 0.02 * Math.log(rate / 0.05) ** 2 + ((1 - budget) * random.normal()) / 100
  return { score, interval: [score - 0.01, score + 0.01] as const }
}

const subject: SearchSubject = { space, start, evaluate }
const RANDOM: SearchMethod = { method: 'random', trials: 30 }
const HALVING: SearchMethod = { method: 'halving', trials: 27, eta: 3 }

describe.each([RANDOM, HALVING])('a search by $method', (method) => {
  it('finds better settings than it began with', async () => {
    const { best, history, stopped } = await search(subject, method, createRandom('search'))
    expect(stopped).toBe(false)
    expect(best?.score).toBeGreaterThan(history[0]!.score + 0.02)
    expect(best?.score).toBeGreaterThan(0.93)
    expect(history[0]).toMatchObject({ candidate: 0, hyperparameters: start })
  })

  it('is the same for the same seed, and another for another', async () => {
    const first = await search(subject, method, createRandom('a'))
    expect(
      await search({ ...subject, evaluate: async (...given) => evaluate(...given) }, method, createRandom('a')),
    ).toEqual(first)
    expect(await search(subject, method, createRandom('b'))).not.toEqual(first)
  })

  it('when it is stopped has the beginning of its history, and the best of that', async () => {
    const whole = await search(subject, method, createRandom('stop'))
    const stopAt = async (count: number) => {
      let told = 0
      return await search({ ...subject, onTrial: () => ++told < count }, method, createRandom('stop'))
    }
    for (const count of [1, 7, whole.history.length - 1]) {
      const found = await stopAt(count)
      expect(found.stopped).toBe(true)
      expect(found.history).toEqual(whole.history.slice(0, count))
      expect(found.best).toEqual(bestTrial(whole.history.slice(0, count), space))
    }
    expect(await stopAt(whole.history.length)).toEqual(whole)
  })

  it('keeps what it has when a trial is stopped in the middle', async () => {
    let calls = 0
    const stopped = {
      ...subject,
      evaluate: (...given: Parameters<typeof evaluate>) => (++calls > 3 ? null : evaluate(...given)),
    }
    const found = await search(stopped, method, createRandom('middle'))
    expect(found).toMatchObject({ stopped: true, history: { length: 3 } })
    expect(found.best).not.toBeNull()
    const none = await search({ ...subject, evaluate: () => null }, method, createRandom('middle'))
    expect(none).toEqual({ history: [], best: null, stopped: true })
  })

  it('gives all candidates of a round the same chance, and changes nothing that is not searched', async () => {
    const drawn = new Map<number, Set<number>>()
    const told: number[] = []
    await search(
      {
        ...subject,
        evaluate: (values, budget, random) => {
          drawn.set(budget, (drawn.get(budget) ?? new Set()).add(random.fork('folds').uniform()))
          const { max_depth: _depth, learning_rate: _rate, ...others } = values
          const { max_depth: _d, learning_rate: _r, ...kept } = start
          expect(others).toEqual(kept)
          return { score: 0.5, interval: null }
        },
        onTrial: (_, planned) => told.push(planned) > 0,
      },
      method,
      createRandom('same'),
    )
    expect([...drawn.values()].every((values) => values.size === 1)).toBe(true)
    expect(new Set(told)).toEqual(new Set([told.length]))
  })

  it('passes over what could not be measured', async () => {
    const half = (values: Trial['hyperparameters'], budget: number, random: Random) =>
      values['max_depth'] === 4 ? { score: Number.NaN, interval: null } : evaluate(values, budget, random)
    const found = await search({ ...subject, evaluate: half }, method, createRandom('nan'))
    expect(found.best?.score).toBeGreaterThan(0.8)
    const never = await search(
      { ...subject, evaluate: () => ({ score: Number.NaN, interval: null }) },
      method,
      createRandom('nan'),
    )
    expect(never.best).toBeNull()
  })

  it('lets a failure through', async () => {
    const failing = { ...subject, evaluate: () => Promise.reject(new Error('out of memory')) }
    await expect(search(failing, method, createRandom(1))).rejects.toThrow('out of memory')
  })
})

describe('halving', () => {
  it('tries a third of the candidates with three times the work, the best of the round before', async () => {
    const { history } = await search(subject, HALVING, createRandom('rounds'))
    const rounds = [0, 1, 2, 3].map((round) => history.filter((trial) => trial.round === round))
    expect(rounds.map((trials) => trials.length)).toEqual([27, 9, 3, 1])
    expect(rounds.map((trials) => trials[0]?.budget)).toEqual([1 / 27, 1 / 9, 1 / 3, 1])
    const first = rounds[0]!.toSorted((a, b) => b.score - a.score).slice(0, 7)
    // equals within half a thousandth may change places at the cut
    for (const { candidate } of first) expect(rounds[1]!.map((trial) => trial.candidate)).toContain(candidate)
  })

  it('compares the trials with the most work only', () => {
    const trial = { candidate: 0, round: 0, hyperparameters: start, interval: null }
    const lucky: Trial = { ...trial, score: 0.99, budget: 1 / 9 }
    const sure: Trial = { ...trial, score: 0.9, budget: 1, round: 2 }
    expect(bestTrial([lucky, sure], space)).toBe(sure)
    expect(bestTrial([lucky], space)).toBe(lucky)
    expect(bestTrial([], space)).toBeNull()
  })

  it('is one round where there are too few candidates for two', async () => {
    const { history } = await search(subject, { method: 'halving', trials: 2, eta: 3 }, createRandom('few'))
    expect(history.map(({ budget }) => budget)).toEqual([1, 1])
  })
})

describe('among equals', () => {
  const trial = (candidate: number, score: number, depth: number): Trial => ({
    candidate,
    score,
    round: 0,
    budget: 1,
    interval: null,
    hyperparameters: { ...start, max_depth: depth },
  })

  it('the simplest is the best, then the first', () => {
    const trials = [trial(0, 0.9, 6), trial(1, 0.9002, 5), trial(2, 0.9004, 8), trial(3, 0.9003, 5)]
    expect(bestTrial(trials, space)?.candidate).toBe(1)
    expect(bestTrial(trials.toReversed(), space)?.candidate).toBe(1)
  })

  it('a simpler one that is worse by more than that is not taken', () => {
    expect(bestTrial([trial(0, 0.9, 2), trial(1, 0.9006, 8)], space)?.candidate).toBe(1)
  })
})
