import { describeInBrowser } from './browser.ts'
import { LIGHT_CURVE_SCREENS } from './light-curve-screens.ts'
import { testUsable } from './usable-screens.ts'

describeInBrowser('every reader can use every screen of light curves', (open) => {
  testUsable(open, LIGHT_CURVE_SCREENS)
})
