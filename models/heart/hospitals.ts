import { createHash } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ATTRIBUTE_NAMES, type AttributeName, type Patients } from '@vouch/core/domains/heart/attributes'
import { columnRequests, mapColumns } from '@vouch/core/domains/heart/map-columns'
import { patientKey } from '@vouch/core/domains/heart/patient-key'
import { toPatients } from '@vouch/core/domains/heart/to-patients'
import { openTable } from '@vouch/core/table/open-table'

export const HOSPITALS = ['cleveland', 'hungarian', 'switzerland', 'va'] as const
export type HospitalName = (typeof HOSPITALS)[number]

/** How a card calls them. */
export const HOSPITAL_WORDS: Readonly<Record<HospitalName, string>> = {
  cleveland: 'Cleveland Clinic Foundation',
  hungarian: 'Hungarian Institute of Cardiology, Budapest',
  switzerland: 'University Hospitals of Zurich and Basel',
  va: 'V.A. Medical Center, Long Beach',
}

/** One hospital's patients, each once. */
export interface Hospital {
  readonly name: HospitalName
  readonly patients: Patients
  /** 1: a vessel narrowed by more than half (UCI `num` 1 to 4) */
  readonly labels: Uint8Array
  readonly sha256: string
  /** rows that have the same thirteen values and the same label as one before them */
  readonly doubled: number
}

const LIMITS = { bytes: 1e8, unpackedBytes: 1e8, rows: 1e5, columns: 100, cellBytes: 1e4 }

/** Reads `heart/{cleveland,hungarian,switzerland,va}.csv` of a folder. @throws when one is not there, or has no `num` */
export async function readHospitals(folder: string): Promise<Hospital[]> {
  const hospitals: Hospital[] = []
  for (const name of HOSPITALS) hospitals.push(await readHospital(name, join(folder, 'heart', `${name}.csv`)))
  return hospitals
}

async function readHospital(name: HospitalName, path: string): Promise<Hospital> {
  const reader = await openTable(await openAsBlob(path), { limits: LIMITS })
  const plan = mapColumns(reader.header.columns, reader.header.comments)
  const label = reader.header.columns.indexOf('num')
  if (label < 0) throw new Error(`${path} has no column “num”.`)
  const requests = columnRequests(plan)
  for await (const chunk of reader.chunks([...requests, { index: label, kind: 'number' }], LIMITS.rows)) {
    const { patients } = toPatients(plan, { ...chunk, columns: chunk.columns.slice(0, requests.length) }, 'uci')
    const diagnoses = chunk.columns[requests.length]
    if (!(diagnoses instanceof Float64Array)) throw new Error(`“num” of ${path} holds no numbers.`)
    const labels = Uint8Array.from(diagnoses, (num) => Number(num > 0))
    const seen = new Set<string>()
    const kept = [...labels.keys()].filter((row) => {
      const key = `${patientKey(patients, row)} ${labels[row]}`
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
    return {
      name,
      patients: takePatients(patients, kept),
      labels: Uint8Array.from(kept, (row) => labels[row]!),
      sha256: createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
      doubled: labels.length - kept.length,
    }
  }
  throw new Error(`${path} holds no row.`)
}

/** Some patients, in the order of `rows`. */
export function takePatients({ values }: Patients, rows: ArrayLike<number>): Patients {
  const taken: Partial<Record<AttributeName, Float64Array>> = {}
  for (const name of ATTRIBUTE_NAMES) {
    const column = values[name]
    if (column) taken[name] = Float64Array.from(rows, (row) => column[row]!)
  }
  return { rows: rows.length, values: taken }
}
