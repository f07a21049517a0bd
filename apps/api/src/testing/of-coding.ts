import { type ProcedurePath, ROUTE_ROLES } from '../account/role-matrix.ts'
import { listProcedures } from '../rest/list-procedures.ts'
import { appRouter } from '../router.ts'

type Route = keyof typeof ROUTE_ROLES
type CodingPath =
  Extract<ProcedurePath, `coding.${string}`> | Extract<Route, `GET /api/${'coding' | 'sessions'}/${string}`>

/** The same for every operation of coding, hand-made routes among them: none of them is of a call of ours. */
export function ofCoding<Value>(value: Value): Readonly<Record<CodingPath, Value>> {
  const all = [...listProcedures(appRouter).map(({ path }) => path), ...Object.keys(ROUTE_ROLES)]
  return Object.fromEntries(all.filter(isOfCoding).map((path) => [path, value])) as Record<CodingPath, Value>
}

function isOfCoding(path: string): path is CodingPath {
  return path.startsWith('coding.') || /^GET \/api\/(coding|sessions)\//.test(path)
}
