import { DIAGNOSES } from '@vouch/contracts/domains/skin'
import { skin } from './domain.ts'

const DX = Object.fromEntries(
  Object.entries(DIAGNOSES).map(([code, { malignant }]) => [code, skin.label(malignant)] as const),
)
const inWords = (malignant: string, benign: string) => ({
  [malignant]: skin.label(true),
  [benign]: skin.label(false),
})

/** Tables of the ISIC archive and of HAM10000, whose pictures are known by their files' names. */
export const skinOutcomes = {
  ids: ['image_id', 'isic_id', 'image_name', 'image'],
  labels: () => [
    { column: 'dx', labels: DX, date: null },
    { column: 'benign_malignant', labels: inWords('malignant', 'benign'), date: null },
  ],
  source: 'biopsy' as const,
  dayOf: () => null,
  sameName: (name: string) => name.trim().replace(/\.(jpe?g|png|webp)$/i, ''),
}
