import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { trpc } from '../trpc.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import { FileDrop } from '../ui/file-drop.tsx'
import { Form } from '../ui/form.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useAction } from '../use-action.ts'
import { importModel } from './import-model.ts'

const EMPTY = { name: '', positive: '', negative: '', threshold: '', class: '', output: '' }
const ROUNDS = [
  ['', 'As the file has them'],
  ['best', 'Up to the best round (scikit-learn wrapper)'],
  ['all', 'All of the file (Booster.predict)'],
] as const
const OUTPUT_IS = [
  ['probability', 'Probabilities'],
  ['log_odds', 'Log-odds'],
] as const

/** Brings a model that another program trained. */
export function ImportForm() {
  const navigate = useNavigate()
  const utils = trpc.useUtils()
  const [file, setFile] = useState<File | null>(null)
  const [rows, setRows] = useState<File | null>(null)
  const [texts, setTexts] = useState(EMPTY)
  const [columns, setColumns] = useState('')
  const [rounds, setRounds] = useState<(typeof ROUNDS)[number][0]>('')
  const [outputIs, setOutputIs] = useState<(typeof OUTPUT_IS)[number][0]>('probability')
  const send = useAction(async (chosen: File) => {
    const fields = { ...texts, rounds, output_is: outputIs }
    const names = columns.split('\n').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]))
    const { id } = await importModel({ file: chosen, rows, fields, columns: names })
    await utils.model.imported.invalidate()
    await navigate({ to: '/models/$id', params: { id } })
  })
  const fault = (field: string) => send.problem?.errors?.find((one) => one.field === field)?.message ?? null
  const field = (name: keyof typeof EMPTY) => ({
    value: texts[name],
    fault: fault(name),
    onChange: (value: string) => setTexts((before) => ({ ...before, [name]: value })),
  })
  return (
    <Form
      action="Import it"
      busyWord="Importing…"
      busy={send.busy}
      ready={file !== null}
      problem={send.problem}
      onSubmit={() => file !== null && void send.run(file)}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <FileDrop label="Model" accept=".json,.ubj,.onnx" disabled={send.busy} onFile={setFile}>
          {file === null ? 'The model: XGBoost (JSON, UBJ) or ONNX' : <bdi>{file.name}</bdi>}
        </FileDrop>
        <FileDrop label="Rows to compare" accept=".csv,.gz,.xlsx,.parquet" disabled={send.busy} onFile={setRows}>
          {rows === null ? 'Rows with the probability or margin it gave there' : <bdi>{rows.name}</bdi>}
        </FileDrop>
      </div>
      <p className="text-sm text-muted">
        The rows show whether it says here what it said there, and its calls are explained against them. Columns are
        found by their names: those of the file, or else the header of the rows.
      </p>
      <TextField label="Name" note="The file’s name where none is given." {...field('name')} />
      <Disclosure title="More about it">
        <div className="grid gap-4 pt-2 sm:grid-cols-2">
          <TextField label="Positive means" note="such as planet" {...field('positive')} />
          <TextField label="Negative means" note="such as false positive" {...field('negative')} />
          <TextField label="Threshold" inputMode="decimal" note=".5 where none is given" {...field('threshold')} />
          <TextField
            label="Positive class"
            inputMode="numeric"
            note="of many classes, counted from 0"
            {...field('class')}
          />
          <SelectField label="Rounds of XGBoost" value={rounds} options={ROUNDS} onChange={setRounds} />
          <TextField label="Output of ONNX" note="where several may hold the probabilities" {...field('output')} />
          <SelectField label="What the output holds" value={outputIs} options={OUTPUT_IS} onChange={setOutputIs} />
          <label className="space-y-1 text-sm sm:col-span-2">
            <span className="block font-medium">Columns, a line each, in the model’s order</span>
            <textarea
              value={columns}
              rows={4}
              onChange={(event) => setColumns(event.target.value)}
              className="block w-full rounded-md border border-edge bg-surface px-3 py-2 font-mono text-base text-ink sm:text-sm"
            />
          </label>
        </div>
      </Disclosure>
    </Form>
  )
}
