import { type ClassMaps, DIAGNOSES, type DiagnosisCode } from '@vouch/contracts/domains/skin'
import { mostOf, type PictureMap, placeOfMost } from '../../charts/picture-map.ts'
import { placeWords } from '../../charts/place-words.ts'
import { formatQuantity } from '../../ui/format.ts'

/** Ways to look, each with what it does and what it takes. */
export const METHODS = {
  'grad-cam': {
    name: 'Grad-CAM',
    note: 'The network’s last feature maps, each by how much the class’s score hangs on it: coarse, and what speaks for the class alone.',
  },
  'integrated-gradients': {
    name: 'Integrated gradients',
    note: 'What each place adds on the way from an empty picture to this one. It takes some seconds.',
  },
  occlusion: {
    name: 'Occlusion',
    note: 'By how much the score falls where a patch of the picture is covered. It takes some seconds.',
  },
} as const satisfies Record<ClassMaps['method'], { readonly name: string; readonly note: string }>

/** A class’s map with where it lies; undefined where that class was not looked at. */
export function mapOf({ rows, columns, covers, maps }: ClassMaps, code: DiagnosisCode): PictureMap | undefined {
  const found = maps.find((map) => map.code === code)
  return found && { rows, columns, covers, values: found.values }
}

/** A map’s greatest value: two digits are as many as a map can defend. */
export function formatMost(most: number): string {
  return formatQuantity(Number(most.toPrecision(2)))
}

/** What a map shows, for who does not see it: where it is greatest, and over how much of the picture. */
export function mapWords(maps: ClassMaps, code: DiagnosisCode): string {
  const map = mapOf(maps, code)
  const { words } = DIAGNOSES[code]
  const place = map && placeOfMost(map)
  if (map === undefined || !place) return `Nothing in the picture speaks for ${words}.`
  const most = mostOf(map)
  const strong = map.values.filter((value) => value >= most / 2).length / map.values.length
  const share = strong < 0.01 ? 'less than 1 %' : `${Math.round(100 * strong)} %`
  return `What speaks for ${words} is greatest ${placeWords(place, maps.picture)}: ${formatMost(most)} of its score. At least half of that lies in ${share} of the map.`
}
