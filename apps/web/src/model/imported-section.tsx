import { Link } from '@tanstack/react-router'
import { problemOf } from '../problem.ts'
import { trpc } from '../trpc.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import { formatMoment } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { ImportForm } from './import-form.tsx'
import { originWords } from './origin-words.ts'

const SHOWN = 100

/** One's own models that another program trained, and where one brings another. */
export function ImportedSection() {
  const list = trpc.model.imported.useQuery({ limit: SHOWN }, { staleTime: 0 })
  const models = list.data?.models ?? []
  return (
    <Section id="imported" title="Your imported models">
      {list.error !== null && <ProblemNotice problem={problemOf(list.error)} />}
      {models.length > 0 && (
        <ul className="divide-y divide-rule border-b border-rule" aria-label="Your imported models">
          {models.map((model) => (
            <li key={model.id} className="space-y-1 py-3 text-sm">
              <h3 className="text-lg [overflow-wrap:anywhere]">
                <Link to="/models/$id" params={{ id: model.id }} className="link">
                  <bdi>{model.name}</bdi>
                </Link>
              </h3>
              <p className="text-muted [overflow-wrap:anywhere]">
                {originWords(model.origin)}. {formatMoment(model.created_at)}
              </p>
            </li>
          ))}
        </ul>
      )}
      <div className="max-w-3xl">
        <Disclosure title="Import a model of XGBoost or ONNX" open={list.data !== undefined && models.length === 0}>
          <div className="pt-2">
            <ImportForm />
          </div>
        </Disclosure>
      </div>
    </Section>
  )
}
