import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { PLACE_OPTIONS, SEX_OPTIONS, TONE_OPTIONS, weighedWords, type WhatIsKnown } from './what-is-known.ts'

interface KnownFieldsProps {
  known: WhatIsKnown
  fault: string | null
  /** what of it the model uses, by its name; null: not known */
  weighed: readonly string[] | null
  onChange: (known: WhatIsKnown) => void
}

/** What may be said of a picture. */
export function KnownFields({ known, fault, weighed, onChange }: KnownFieldsProps) {
  return (
    <fieldset className="space-y-4">
      <legend className="sr-only">What is known of it</legend>
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        <SelectField
          label="Skin type (Fitzpatrick)"
          value={known.skin_tone}
          options={TONE_OPTIONS}
          onChange={(skin_tone) => onChange({ ...known, skin_tone })}
        />
        <SelectField
          label="Place on the body"
          value={known.lesion_location}
          options={PLACE_OPTIONS}
          onChange={(lesion_location) => onChange({ ...known, lesion_location })}
        />
        <TextField
          label="Age, years"
          inputMode="decimal"
          value={known.age}
          fault={fault}
          onChange={(age) => onChange({ ...known, age })}
        />
        <SelectField
          label="Sex"
          value={known.sex}
          options={SEX_OPTIONS}
          onChange={(sex) => onChange({ ...known, sex })}
        />
      </div>
      <p className="text-sm text-muted">
        All of it may be left out. {weighedWords(weighed)} It is kept with a kept picture, and tells for whom calls are
        right.
      </p>
    </fieldset>
  )
}
