import { localDay } from '../../../shared/ui/local-time.js'
import type { StepSummary } from './chart-steps.js'

/** `From 3 Oct 2024 until now: input $2.50, output $10.00.` */
export function stepSentence({ from, to, values }: StepSummary): string {
  const parts = values.map(({ name, text }) => `${name.slice(0, 1).toLowerCase()}${name.slice(1)} ${text}`).join(', ')
  return `From ${localDay(from)} until ${to === null ? 'now' : localDay(to)}: ${parts}.`
}
