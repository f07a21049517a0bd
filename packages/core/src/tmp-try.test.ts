import { readdirSync, readFileSync } from 'node:fs'
import { it } from 'vitest'
import { readFitsLightCurve } from '/work/main/packages/core/src/series/read-fits-light-curve.ts'
import { createCurveCutter } from '/work/main/packages/core/src/domains/exoplanet/curve-views.ts'
import { KEPLER_VIEWS } from '/work/main/packages/core/src/series/views.ts'
it('x', () => {
  const d = '/work/shared/data/fits/'
  const files = readdirSync(d).filter((f) => f.includes('011442793')).map((name) => ({ name, bytes: new Uint8Array(readFileSync(d + name)) }))
  let t = performance.now()
  const { curve } = readFitsLightCurve(files)
  console.log('read', performance.now() - t, curve.flux.length); t = performance.now()
  const c = createCurveCutter({ curve, signals: [] })
  const s = { periodDays: 331.6006, epochDays: 140.48, durationDays: 14.5/24 }
  c.signalCurve(s); console.log('detrend', performance.now() - t); t = performance.now()
  const v = c.views(s, KEPLER_VIEWS); console.log('views', performance.now() - t)
  console.log([...v.local.values.filter((_, i) => i % 8 === 0)].map((x) => x.toFixed(2)).join(' '), v.local.scale)
})
