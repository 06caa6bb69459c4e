import { ApiProblem, isWithoutDatabase } from '../api/problem.js'
import { SectionProblem } from '../ui/section-problem.js'

/** Says why the history cannot be shown. */
export function HistoryProblem({ error, retry }: { error: Error; retry: () => void }) {
  return <SectionProblem text={reasonOf(error)} retry={isUnknown(error) || isWithoutDatabase(error) ? null : retry} />
}

const isUnknown = (error: Error): boolean => error instanceof ApiProblem && error.status === 404

function reasonOf(error: Error): string {
  if (!(error instanceof ApiProblem)) return 'The history cannot be loaded: Modelkeep cannot be reached.'
  if (isWithoutDatabase(error)) return 'There is no history: this Modelkeep runs without a database.'
  if (error.status === 503) return 'The history cannot be loaded: the database is unavailable.'
  return isUnknown(error) ? 'There is no history of this model.' : `The history cannot be loaded: ${error.message}.`
}
