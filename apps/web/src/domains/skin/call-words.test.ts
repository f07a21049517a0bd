import type { SkinCall } from '@vouch/contracts/domains/skin'
import { describe, expect, it } from 'vitest'
import { callWords, inHundred } from './call-words.ts'

const classOf = (code: 'nv' | 'mel' | 'akiec', probability: number) => ({
  code,
  probability,
  label: ({ nv: 'melanocytic_nevi', mel: 'melanoma', akiec: 'actinic_keratoses' } as const)[code],
  malignant: code !== 'nv',
})

const BENIGN: Pick<SkinCall, 'classes' | 'diagnosis' | 'prediction' | 'probability'> = {
  classes: [classOf('nv', 0.614), classOf('mel', 0.2), classOf('akiec', 0.186)],
  diagnosis: 'nv',
  prediction: 'BENIGN',
  probability: 0.386,
}

describe('a call in words', () => {
  it('tells how often such a call is right, how often such a lesion is malignant, and from where on it is called so', () => {
    const words = callWords(BENIGN, 0.45).join(' ')
    expect(words).toContain('it expects 61 to be of a melanocytic nevus, which it calls this one.')
    expect(words).toContain('It expects 39 of them to be malignant')
    expect(words).toContain('From 45 in a hundred on it calls a lesion malignant, so that it calls this one benign.')
  })

  it('tells a number just below its threshold apart from it', () => {
    expect(callWords(BENIGN, 0.3862).join(' ')).toMatch(/expects 38\.60 of them.*From 38\.62 in a hundred/)
  })

  it('says so where the class it names and the label it calls part', () => {
    const parted = callWords({ ...BENIGN, prediction: 'MALIGNANT' }, 0.3).join(' ')
    expect(parted).toContain('so that it calls this one malignant. The class that it names is benign all the same')
    expect(callWords(BENIGN, 0.45).join(' ')).not.toContain('all the same')
  })

  it('says so where the class that is called is not the most probable one', () => {
    const words = callWords({ ...BENIGN, diagnosis: 'akiec' }, 0.3).join(' ')
    expect(words).toContain('19 to be of an actinic keratosis or Bowen’s disease')
    expect(words).toContain('Melanocytic nevus is the more probable class')
    expect(callWords(BENIGN, 0.3).join(' ')).not.toContain('more probable')
  })

  it('never says none of what is not none', () => {
    expect([inHundred(0.002), inHundred(0), inHundred(0.006), inHundred(1)]).toEqual(['fewer than 1', '0', '1', '100'])
  })
})
