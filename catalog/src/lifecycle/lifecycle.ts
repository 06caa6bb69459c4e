// The lifecycle of a listed model, combined from what several catalogues say.
import { announcesEnd, type LifecycleStatement } from './statements.js'

/** Of a listed model, the later ones closer to its end. */
export const LIFECYCLE_STAGES = ['alpha', 'beta', 'active', 'deprecated'] as const
export type LifecycleStage = (typeof LIFECYCLE_STAGES)[number]

export interface Lifecycle {
  /** `deprecated`: at least one catalogue announces its end. */
  stage: LifecycleStage
  /** YYYY-MM-DD: the first day from which it may be removed; null: no date is known. */
  expires_on: string | null
  /** Whether the catalogues contradict each other. */
  disagreement: boolean
  statements: readonly LifecycleStatement[]
}

/**
 * The earliest date counts, except a date of another catalogue that has passed: OpenRouter still lists the model. `today`: YYYY-MM-DD, in
 * UTC.
 */
export function lifecycleOf(statements: readonly LifecycleStatement[], today: string): Lifecycle {
  const [expiresOn = null] = statements.flatMap((one) => dateThatCounts(one, today)).toSorted()
  return { stage: stageOf(statements), expires_on: expiresOn, disagreement: disagree(statements, today), statements }
}

function dateThatCounts({ source, expires_on: day }: LifecycleStatement, today: string): string[] {
  return day === null || (source !== 'openrouter' && day < today) ? [] : [day]
}

function stageOf(statements: readonly LifecycleStatement[]): LifecycleStage {
  if (statements.some(announcesEnd)) return 'deprecated'
  const unfinished = statements.find(({ meaning }) => meaning === 'alpha' || meaning === 'beta')
  return unfinished === undefined ? 'active' : (unfinished.meaning as 'alpha' | 'beta')
}

function disagree(statements: readonly LifecycleStatement[], today: string): boolean {
  const days = new Set(statements.flatMap(({ expires_on: day }) => (day === null ? [] : [day])))
  const stays = statements.some(({ meaning }) => meaning === 'stays')
  const hasPassed = statements.some((one) => one.expires_on !== null && dateThatCounts(one, today).length === 0)
  return days.size > 1 || hasPassed || (stays && statements.some(announcesEnd))
}
