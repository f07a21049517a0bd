/** Of what a model is not known. */
export function WorkOfAll() {
  return (
    <p className="max-w-3xl text-sm text-muted">
      Pull requests and commits name no model: their four figures are of all of them.
    </p>
  )
}
