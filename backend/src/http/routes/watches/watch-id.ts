import { quoted } from '../../request-target.js'
import { HttpProblem } from '../../response/problem.js'

/** @throws HttpProblem 400 */
export function watchId({ id = '' }: Readonly<Record<string, string>>): number {
  if (!/^\d{1,15}$/.test(id)) throw new HttpProblem(400, `the id of a watch is a whole number, not ${quoted(id)}`)
  return Number(id)
}
