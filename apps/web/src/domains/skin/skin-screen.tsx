import type { ModelDetail } from '@vouch/contracts/model'
import { useState } from 'react'
import { useSession } from '../../account/browser-session.ts'
import { SendProgress } from '../../prediction/send-progress.tsx'
import { useScorers } from '../../prediction/use-scorers.ts'
import { trpc } from '../../trpc.ts'
import { Button } from '../../ui/button.tsx'
import { CheckBox } from '../../ui/check-box.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { Section } from '../../ui/section.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { DermatoscopeNotice } from './dermatoscope-notice.tsx'
import { KnownFields } from './known-fields.tsx'
import { type ChosenPicture, PictureIntake } from './picture-intake.tsx'
import { PictureResult } from './picture-result.tsx'
import { type PictureCalling, usePictureCall } from './use-picture-call.ts'
import { ageFault, NOTHING_KNOWN, optionsOf } from './what-is-known.ts'

/** A picture of a lesion goes in, and comes back called, with what the call rests on. */
export function SkinScreen() {
  const [chosen, setChosen] = useState<ChosenPicture | null>(null)
  const calling = usePictureCall()
  const choose = (next: ChosenPicture) => {
    calling.forget()
    setChosen(next)
  }
  return (
    <div className="space-y-10">
      <title>Skin · Vouch</title>
      <header className="space-y-3">
        <h1 className="text-3xl sm:text-4xl">What is this lesion?</h1>
        <p className="max-w-3xl text-lg text-muted">
          Give Vouch a dermoscopic picture. A network names one of seven classes, says how sure it is, and shows where
          it looked.
        </p>
        <DermatoscopeNotice />
      </header>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-12 gap-y-10 lg:grid-cols-2">
        <Section id="picture" title="The picture">
          <PictureIntake chosen={chosen} busy={calling.phase !== null} onChoose={choose} />
        </Section>
        <Asking chosen={chosen} calling={calling} />
      </div>
      <p role="status" className="sr-only">
        {calling.called === null ? '' : 'The call is here.'}
      </p>
      {calling.called !== null && <PictureResult {...calling.called} />}
    </div>
  )
}

function Asking({ chosen, calling }: { chosen: ChosenPicture | null; calling: PictureCalling }) {
  const [known, setKnown] = useState(NOTHING_KNOWN)
  const [store, setStore] = useState(false)
  const [model, setModel] = useState('')
  const { served } = useScorers(undefined, 'skin')
  const models = (served ?? []).filter(({ status }) => status === 'ready')
  const asked = model === '' && models.length === 1 ? models[0]?.id : model
  const detail = trpc.model.get.useQuery({ id: asked ?? '' }, { enabled: asked !== undefined && asked !== '' })
  const fault = ageFault(known.age)
  const ready = chosen !== null && fault === null
  const send = () => {
    if (!ready || calling.phase !== null) return
    void calling.send(chosen.file, { ...optionsOf(known), store, ...(model !== '' && { model }) })
  }
  return (
    <Section id="asking" title="What is known of it">
      <form
        className="space-y-5"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <KnownFields known={known} fault={fault} weighed={weighedBy(detail.data)} onChange={setKnown} />
        {models.length > 1 && (
          <SelectField
            label="Model"
            value={model}
            options={[['', 'The one that answers for skin'], ...models.map(({ id, name }) => [id, name] as const)]}
            onChange={setModel}
          />
        )}
        <Keeping store={store} onChange={setStore} />
        {calling.phase === null ? (
          <Button type="submit" look="primary" className="w-full sm:w-72" disabled={!ready}>
            {chosen === null ? 'Choose a picture first' : 'Call the lesion'}
          </Button>
        ) : (
          <SendProgress phase={calling.phase} onCancel={calling.cancel} />
        )}
        {calling.problem !== null && (
          <ProblemNotice problem={calling.problem}>
            <p>What you chose and said is still here.</p>
          </ProblemNotice>
        )}
      </form>
    </Section>
  )
}

/** What of the said a model uses, by its name; null: not known. */
function weighedBy(detail: ModelDetail | undefined): readonly string[] | null {
  const picture = detail?.manifest?.picture
  if (picture === undefined) return null
  return [...Object.keys(picture.said?.numbers ?? {}), ...Object.keys(picture.said?.words ?? {})]
}

function Keeping({ store, onChange }: { store: boolean; onChange: (store: boolean) => void }) {
  const isKnown = useSession().kind === 'known'
  return (
    <CheckBox
      label="Keep the picture and the call"
      checked={store}
      onChange={onChange}
      note={`Nothing is kept otherwise. The picture is stored on this server, without what the file held beside its pixels, and every look at it stands in the audit trail. ${
        isKnown
          ? 'Only you, the admins and the experts you offer it to can open it, until you delete it.'
          : 'Without an account, whoever has its address can open it, and it goes by itself after some days.'
      }`}
    />
  )
}
