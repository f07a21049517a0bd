/** Models whose calls rest on a star's light, so that there is a curve to look at. */
const CURVE_MODELS: readonly string[] = ['light-curve', 'light-curve-tess', 'ensemble']

export function hasLightCurve(model: string): boolean {
  return CURVE_MODELS.includes(model)
}
