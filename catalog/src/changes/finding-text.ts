// Describes what a check found about a model, in one line each.
import { parsePrice, perMillion } from '../price/price.js'
import { changeText } from './change-text.js'
import { statementsText } from '../lifecycle/lifecycle-text.js'
import type { Announcement, Finding } from './check-models.js'
import type { Replacement } from './replacement.js'

/** Such as `on 2026-09-30, in 12 days`, to follow the kind of the finding. */
export function findingText(finding: Finding): string {
  switch (finding.kind) {
    case 'gone':
      return `since ${finding.removed_at.slice(0, 10)}`
    case 'unknown':
      return finding.near.length === 0
        ? 'not in the catalogue'
        : `not in the catalogue; did you mean ${finding.near.join(' or ')}?`
    case 'expiring':
      return [`on ${finding.expiration_date}, ${relativeDays(finding.days)}`, ...sourcesText(finding)].join(' ')
    case 'deprecated':
      return statementsText(finding)
    case 'published':
    case 'withdrawn':
      return changeText({ ...finding, kind: 'price_changed', percent: null, flapping: null, removed_at: null })
    case 'repriced':
      return changeText({ ...finding, kind: 'price_changed', flapping: null, removed_at: null })
    default:
      return changeText({ ...finding, kind: 'renamed', percent: null, flapping: null, removed_at: null })
  }
}

/** In brackets, unless OpenRouter alone says so. */
function sourcesText(announcement: Announcement): string[] {
  const text = statementsText(announcement)
  return text === '' ? [] : [`(${text})`]
}

function relativeDays(days: number): string {
  if (days === 0) return 'today'
  const count = `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`
  return days < 0 ? `${count} ago` : `in ${count}`
}

/** Such as `a/new; $2.50 input, $10.00 output per million tokens; input price −50 %`. */
export function replacementText(replacement: Replacement): string {
  const { id, pricing, prompt_percent, completion_percent, context_length, lost } = replacement
  const { before, after } = context_length
  const parts = [
    id,
    ...pricesText(pricing),
    ...priceText('input price', prompt_percent),
    ...priceText('output price', completion_percent),
  ]
  if (before && after && before !== after) parts.push(`context ${formatCount(before)} → ${formatCount(after)}`)
  if (lost.length > 0) parts.push(`without ${lost.join(', ')}`)
  return parts.join('; ')
}

/** Such as `$2.50 input, $10.00 output per million tokens`. Empty unless both prices are known. */
function pricesText({ prompt, completion }: Replacement['pricing']): string[] {
  const [input, output] = [parsePrice(prompt), parsePrice(completion)]
  if (input.kind !== 'known' || output.kind !== 'known') return []
  const [inputText, outputText] = [input, output].map(({ value }) => dollars(perMillion(value)))
  return [`${inputText} input, ${outputText} output per million tokens`]
}

/** Exact, with at least two decimals. */
function dollars(amount: ReturnType<typeof perMillion>): string {
  return `$${amount.eq(amount.round(2)) ? amount.toFixed(2) : amount.toFixed()}`
}

function priceText(name: string, percent: number | null): string[] {
  if (percent === null || percent === 0) return []
  return [`${name} ${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`]
}

function formatCount(tokens: number): string {
  return tokens.toLocaleString('en-GB')
}
