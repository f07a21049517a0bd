import type { SkinReceipt } from '@vouch/contracts/domains/skin'
import { formatCount, formatQuantity } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'

type Told = Pick<SkinReceipt, 'picture' | 'quality' | 'licence' | 'warnings'>

const FORMATS = { jpeg: 'JPEG', png: 'PNG', webp: 'WebP' } as const

/** What was read, how good it is to judge by, and under which licence it was judged. */
export function PictureFacts({ picture, quality, licence, warnings }: Told) {
  const { width, height, format, turned, sha256 } = picture
  return (
    <div className="space-y-3 text-sm">
      {warnings.map(({ code, message }) => (
        <Notice key={code} title={message} />
      ))}
      <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2" data-numeric>
        <Fact name="Read as">
          {FORMATS[format]}, {formatCount(width)} × {formatCount(height)} pixels
          {turned && ', turned upright as its camera says'}
        </Fact>
        <Fact name="sha256 of the file">
          <code className="font-mono text-xs [overflow-wrap:anywhere]">{sha256}</code>
        </Fact>
        <Fact name="Sharpness, brightness, contrast">
          {formatQuantity(quality.sharpness)}, {formatQuantity(quality.brightness)}, {formatQuantity(quality.contrast)}
        </Fact>
        <Fact name="How unlike the training pictures">
          {quality.novelty === null
            ? 'not measured'
            : `${formatQuantity(quality.novelty)}; it judges up to ${formatQuantity(quality.novelty_limit)}`}
        </Fact>
        <Fact name="Licence of the model">
          {licence}
          {isNonCommercial(licence) && ': no commercial use'}
        </Fact>
      </dl>
    </div>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** As Creative Commons and others write it. */
function isNonCommercial(licence: string): boolean {
  return /\bNC\b|non-?\s?commercial/i.test(licence)
}
