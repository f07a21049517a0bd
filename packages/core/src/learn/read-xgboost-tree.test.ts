import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VouchError } from '../error.ts'
import { importXgboost } from './import-xgboost.ts'

const file = (name: string) => readFileSync(resolve(import.meta.dirname, 'fixtures/xgboost', name))
const whole = JSON.parse(file('logistic.json').toString())
type Json = typeof whole

/** Imports the model after something was done to it. */
function importChanged(change: (learner: Json, tree: Json) => void) {
  const model = structuredClone(whole)
  change(model.learner, model.learner.gradient_booster.model.trees[2])
  return importXgboost(Buffer.from(JSON.stringify(model)), { rounds: 'all' })
}

const DAMAGES: [string, RegExp, (learner: Json, tree: Json) => void][] = [
  ['children in a circle', /trees\[2\] comes to node 0 twice/, (_, tree) => (tree.left_children[1] = 0)],
  ['a node that is its own child', /node 1 twice/, (_, tree) => (tree.right_children[1] = 1)],
  ['two parents of a node', /twice: it is no tree/, (_, tree) => (tree.left_children[1] = tree.right_children[0])],
  ['a child that is not there', /child 9999, and there are/, (_, tree) => (tree.left_children[0] = 9999)],
  ['a child below nought', /child -2/, (_, tree) => (tree.left_children[0] = -2)],
  ['half a child', /child 1.5/, (_, tree) => (tree.left_children[0] = 1.5)],
  ['one child only', /child -1/, (_, tree) => (tree.right_children[0] = -1)],
  ['no nodes', /has no nodes/, (_, tree) => Object.keys(tree).forEach((k) => Array.isArray(tree[k]) && (tree[k] = []))],
  [
    'a threshold that is no number',
    /split_conditions\[0\] is not a finite/,
    (_, tree) => (tree.split_conditions[0] = null),
  ],
  [
    'a threshold beyond float32',
    /node 0 has a threshold or value beyond/,
    (_, tree) => (tree.split_conditions[0] = 1e39),
  ],
  ['a threshold in words', /split_conditions\[0\] is not/, (_, tree) => (tree.split_conditions[0] = '1E0')],
  ['a feature that is not there', /splits on feature 5, and there are 5/, (_, tree) => (tree.split_indices[0] = 5)],
  ['a side that is neither', /neither 0 nor 1/, (_, tree) => (tree.default_left[0] = 2)],
  ['a weight below nought', /below nought/, (_, tree) => (tree.sum_hessian[0] = -1)],
  ['no weights', /sum_hessian is not a list/, (_, tree) => delete tree.sum_hessian],
  ['lists of other lengths', /nodes, but \d+ numbers for cover/, (_, tree) => tree.sum_hessian.pop()],
  ['a categorical split', /categorical split/, (_, tree) => (tree.split_type[0] = 1)],
  ['vectors in leaves', /vector in each leaf/, (_, tree) => (tree.tree_param.size_leaf_vector = '3')],
  [
    'a tree that is a text',
    /trees\[2\] is not an object/,
    (learner) => (learner.gradient_booster.model.trees[2] = 'x'),
  ],
  ['trees that are an object', /trees is not a list/, (learner) => (learner.gradient_booster.model.trees = {})],
  ['no trees', /trees are 0/, (learner) => (learner.gradient_booster.model.trees = [])],
  ['a class that is not there', /names a class/, (learner) => (learner.gradient_booster.model.tree_info[0] = 1)],
  [
    'tree_info cut short',
    /tree_info has not one number a tree/,
    (learner) => learner.gradient_booster.model.tree_info.pop(),
  ],
  [
    'no whole rounds',
    /no whole rounds of 3/,
    (l) => (l.gradient_booster.model.gbtree_model_param.num_parallel_tree = '3'),
  ],
  [
    'more features than are taken',
    /num_feature is 1000000000/,
    (l) => (l.learner_model_param.num_feature = '1000000000'),
  ],
  ['no features', /num_feature is 0/, (learner) => (learner.learner_model_param.num_feature = '0')],
  ['features in words', /num_feature is not a whole/, (learner) => (learner.learner_model_param.num_feature = 'five')],
  [
    'more classes than are taken',
    /num_class is 99999/,
    (learner) => {
      learner.objective.name = 'multi:softprob'
      learner.learner_model_param.num_class = '99999'
    },
  ],
  [
    'classes without trees',
    /no tree/,
    (learner) => {
      learner.objective.name = 'multi:softprob'
      learner.learner_model_param.num_class = '2'
      delete learner.attributes
    },
  ],
  [
    'a best round that is not there',
    /best_iteration is 8/,
    (learner) => (learner.attributes = { best_iteration: '8' }),
  ],
  ['names for other features', /1 names for 5/, (learner) => (learner.feature_names = ['a'])],
  ['more than one target', /num_target is more than one/, (learner) => (learner.learner_model_param.num_target = '2')],
  ['an objective that is inherited', /objective constructor/, (learner) => (learner.objective.name = 'constructor')],
]

describe('a damaged or hostile XGBoost model', () => {
  it.each(DAMAGES)('is refused with the place of the fault: %s', (_, message, change) => {
    expect(() => importChanged(change)).toThrow(VouchError)
    expect(() => importChanged(change)).toThrow(message)
  })

  it.each([
    [
      'learner.gradient_booster is no object',
      'gradient_booster is not an object',
      '{"learner":{"objective":{"name":"binary:logistic"},"learner_model_param":{"num_feature":"1","base_score":"5E-1"},"gradient_booster":[]},"version":[1,7,4]}',
    ],
    ['it is an empty object', 'learner is not an object', '{}'],
    [
      'version is a text',
      'version is not a list',
      '{"learner":{"objective":{"name":"binary:logistic"}},"version":"1.7"}',
    ],
  ])('is refused where %s', (_, message, text) => {
    expect(() => importXgboost(Buffer.from(text), { rounds: 'all' })).toThrow(message)
  })

  it.each([
    ['a pickle', Buffer.from([0x80, 4, 0x95])],
    ['an older binary model', Buffer.from('binf\0\0')],
    ['nothing', Buffer.alloc(0)],
    ['a list', Buffer.from('[1]')],
  ])('is told how to save it again: %s', (_, bytes) => {
    expect(() => importXgboost(bytes, { rounds: 'all' })).toThrow(
      expect.objectContaining({ code: 'unsupported_media' }),
    )
  })

  it('is refused when it is larger than models are', () => {
    const bytes = new Uint8Array(64 * 1024 * 1024 + 1).fill(0x20)
    bytes[0] = 0x7b
    expect(() => importXgboost(bytes, { rounds: 'all' })).toThrow(expect.objectContaining({ code: 'too_large' }))
  })

  it.each(['logistic.json', 'softmax.ubj', 'dart.ubj'])(
    'never fails but by refusing, whatever byte of %s changed',
    (name) => {
      const bytes = file(name)
      fc.assert(
        fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
          const damaged = Uint8Array.from(cut ? bytes.subarray(0, at) : bytes)
          if (!cut) damaged[at] = byte
          try {
            const { ensembles, features } = importXgboost(damaged, { rounds: 'all' })
            for (const { trees } of ensembles)
              for (const tree of trees)
                expect(tree.feature.every((f, n) => f < features && (f < 0 || tree.left[n]! > n))).toBe(true)
          } catch (error) {
            expect(error).toBeInstanceOf(VouchError)
          }
        }),
        { numRuns: 300, seed: 2 },
      )
    },
  )
})
