import { localDay } from '../ui/local-time.js'
import { signedPercent } from '../ui/percents.js'
import type { StepSummary } from './chart-steps.js'

/** `From 3 Oct 2024 until now: Input $2.50 (−50 %), Output $10.00.` */
export function stepSentence({ from, to, values }: StepSummary): string {
  const parts = values.map(({ name, text, percent }) => {
    const change = signedPercent(percent)
    return `${name} ${text}${change === null ? '' : ` (${change})`}`
  })
  return `From ${localDay(from)} until ${to === null ? 'now' : localDay(to)}: ${parts.join(', ')}.`
}
