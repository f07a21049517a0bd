import type { PictureQuality, QualityCode } from '@vouch/contracts/domains/skin'
import type { PictureModel } from '@vouch/contracts/model'
import type { Quality } from '@vouch/core/image/picture-quality'

const DIGITS = 6

/** What speaks against judging a picture, by the limits that its model was made with. */
export function judgeQuality(
  measured: Quality & { readonly novelty: number | null },
  { quality: limits, novelty: limit, width, height }: PictureModel,
  size: { readonly width: number; readonly height: number },
): PictureQuality {
  const warnings: PictureQuality['warnings'] = []
  const warn = (code: QualityCode, message: string) => warnings.push({ code, message })
  const [dark, bright] = limits.brightness
  if (size.width < width || size.height < height)
    warn('small', `The picture has fewer pixels than the ${width} × ${height} that the model looks at.`)
  if (measured.sharpness < limits.least_sharpness)
    warn('blurred', 'The picture is less sharp than all but a few of the training pictures.')
  if (measured.brightness < dark) warn('dark', 'The picture is darker than all but a few of the training pictures.')
  if (measured.brightness > bright)
    warn('bright', 'The picture is brighter than all but a few of the training pictures.')
  if (measured.contrast < limits.least_contrast)
    warn('low_contrast', 'The picture has less contrast than all but a few of the training pictures.')
  if (limit !== null && measured.novelty !== null && measured.novelty > limit.limit)
    warn(
      'not_a_lesion',
      'The picture is unlike the dermoscopic pictures that the model learned from: it may show no lesion.',
    )
  return {
    ok: warnings.length === 0,
    warnings,
    sharpness: short(measured.sharpness),
    brightness: short(measured.brightness),
    contrast: short(measured.contrast),
    novelty: measured.novelty === null ? null : short(measured.novelty),
    novelty_limit: limit?.limit ?? null,
  }
}

function short(value: number): number {
  return Number(value.toPrecision(DIGITS))
}
