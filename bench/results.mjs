// RESULTS.md: one section per part, each with the date and machine of its measurement, so that parts can be measured separately.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'

const file = new URL('RESULTS.md', import.meta.url)
const head = [
  '# Results',
  '',
  'Made by `npm run bench`. Shared and noisy machines: read the medians, and compare figures of one run only.',
  '',
]
/** The order of the sections; unknown ones come last. */
const order = ['Retrieval', 'Stalls', 'History', 'Cost', 'Watches', 'Questions', 'Questions over HTTP', 'Over HTTP']

/** @param {{lines: string[], short: string[]}} part the first line is the title @returns {string} */
export function sectionOf({ lines: [title, ...rest], short }) {
  const made = `Measured on ${new Date().toISOString().slice(0, 10)}: Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model}.`
  const missed =
    short.length > 0
      ? ['Short of its target:', '', ...short.map((what) => `- ${what}`)]
      : ['Nothing falls short of its target.']
  return `${[title, '', made, '', ...rest, '', ...missed].join('\n').replaceAll(/\n{3,}/g, '\n\n')}\n`
}

/** Replaces the sections with the same titles. */
export function writeResults(sections) {
  const before = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split(/^(?=## )/m)
        .slice(1)
    : []
  const byTitle = new Map([...before, ...sections].map((section) => [titleOf(section), `${section.trimEnd()}\n`]))
  const place = (title) => (order.includes(title) ? order.indexOf(title) : order.length)
  const titles = [...byTitle.keys()].toSorted((a, b) => place(a) - place(b))
  writeFileSync(file, [head.join('\n'), ...titles.map((title) => byTitle.get(title))].join('\n'))
}

function titleOf(section) {
  return section.slice(3, section.indexOf('\n'))
}
