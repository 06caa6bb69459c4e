// Lifecycles in words.
import { dayLabel } from '../model/day-label.js'
import type { Lifecycle } from './lifecycle.js'
import { SOURCE_NAMES } from './source-names.js'
import type { LifecycleStatement } from './statements.js'

/**
 * Who says what, such as `OpenRouter: expires on 30 Sept 2026; models.dev: deprecated; they disagree`. Empty if OpenRouter alone says
 * something.
 */
export function statementsText({ statements, disagreement }: Pick<Lifecycle, 'statements' | 'disagreement'>): string {
  if (statements.every(({ source }) => source === 'openrouter')) return ''
  const said = statements.map((one) => `${SOURCE_NAMES[one.source]}: ${statementText(one)}`)
  return [...said, ...(disagreement ? [disagreementText(statements)] : [])].join('; ')
}

/** Where OpenRouter says nothing, a date has passed, and what contradicts it is that the model is listed. */
function disagreementText(statements: readonly LifecycleStatement[]): string {
  return statements.some(({ source }) => source === 'openrouter') ? 'they disagree' : 'OpenRouter still lists it'
}

function statementText({ meaning, expires_on: day }: LifecycleStatement): string {
  if (day !== null) return `expires on ${dayLabel(day)}`
  return meaning === 'stays' ? 'no expiry date' : meaning
}
