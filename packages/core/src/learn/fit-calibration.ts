import { fitPlatt } from './calibrate.ts'
import type { Calibration } from './calibration.ts'
import { fitIsotonic } from './isotonic.ts'

/** Fits a calibration on margins of rows that the model was not trained on. @throws RangeError when a label is absent */
export function fitCalibration(
  method: Calibration['method'],
  labels: ArrayLike<number>,
  margins: ArrayLike<number>,
): Calibration {
  switch (method) {
    case 'none':
      return { method }
    case 'platt':
      return { method, platt: fitPlatt(labels, margins) }
    case 'isotonic':
      return { method, isotonic: fitIsotonic(labels, margins) }
  }
}
