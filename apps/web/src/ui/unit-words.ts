const SIGNS: Record<string, string> = {
  R_earth: 'R⊕',
  R_sun: 'R☉',
  M_sun: 'M☉',
  S_earth: 'S⊕',
  deg: '°',
  cm2: 'cm²',
  cm3: 'cm³',
  s2: 's²',
}

/** A unit as it is written beside a number: nothing for a pure number, known names by their sign, the rest as it is. */
export function unitWords(unit: string): string {
  if (unit === '1') return ''
  return unit.replace(/\w+/g, (name) => SIGNS[name] ?? name).replace('dex(', 'dex (')
}
