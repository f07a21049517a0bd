import { ClassMaps, type DiagnosisCode } from '@vouch/contracts/domains/skin'
import { useState } from 'react'
import type { Rectangle } from '../../charts/picture-map.ts'
import { problemOf } from '../../problem.ts'
import { trpc } from '../../trpc.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { ClassMap } from './class-map.tsx'
import { METHODS } from './map-words.ts'
import type { UprightPicture } from './upright-picture.ts'

interface KeptMapProps {
  id: string
  row: number
  picture: UprightPicture
  /** the most probable first */
  codes: readonly DiagnosisCode[]
  called: DiagnosisCode
  seen: Rectangle | null
}

/** What of a kept picture speaks for a class, looked at in one of several ways. */
export function KeptMap({ id, row, picture, codes, called, seen }: KeptMapProps) {
  const [method, setMethod] = useState<ClassMaps['method']>('grad-cam')
  const [shown, setShown] = useState(called)
  // Grad-CAM looks at every class at once
  const target = method === 'grad-cam' ? {} : { target: shown }
  const looked = trpc.skin.explain.useQuery({ prediction_id: id, row, method, opacity: 0, ...target })
  return (
    <div className="space-y-4" aria-busy={looked.isFetching}>
      {looked.error !== null && <ProblemNotice problem={problemOf(looked.error)} />}
      <ClassMap
        picture={picture}
        maps={looked.data?.explanation_maps ?? null}
        codes={codes}
        shown={shown}
        onShow={setShown}
        seen={seen}
      >
        <SelectField
          label="How to look"
          value={method}
          options={ClassMaps.shape.method.options.map((one) => [one, METHODS[one].name] as const)}
          onChange={setMethod}
        />
        <p className="text-sm text-muted">{METHODS[method].note}</p>
      </ClassMap>
    </div>
  )
}
