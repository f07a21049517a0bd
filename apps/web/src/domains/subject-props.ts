/** A call whose subject an expert looks at. */
export interface SubjectProps {
  id: string
  row: number
  model: string
  threshold: number | null
  /** the model’s reasons too; that they were seen is noted by the server */
  why: boolean
}
