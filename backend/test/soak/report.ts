import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import type { SoakOptions, SoakPart, SoakSection } from './part.js'

const head = [
  '# Reliability',
  '',
  'Written by `npm run soak`: the promises for when things fail, and what was measured. Each part has its own date and machine. The machines',
  'are shared and noisy: compare figures of one run only. In CI the same tests run for a shorter time (`backend/test/fault`).',
  '',
].join('\n')

/** One section, with date, machine and duration. */
export function sectionText(
  part: SoakPart,
  { intro, rows, missed }: SoakSection,
  options: SoakOptions,
  took: number,
): string {
  const machine = `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1024 ** 3)} GB`
  const length = options.short ? ', a short run' : ''
  const made = `Measured on ${new Date().toISOString().slice(0, 10)} in ${Math.round(took / 1000)} s${length}: ${machine}.`
  const verdict =
    missed.length > 0 ? ['Promises not kept:', '', ...missed.map((what) => `- ${what}`)] : ['All promises were kept.']
  return `${[`## ${part.title}`, '', made, '', intro, '', ...table(rows), '', ...verdict].join('\n')}\n`
}

/** Replaces the sections with the same titles and keeps the others. `titles` gives the order. */
export function writeReport(file: URL, sections: readonly string[], titles: readonly string[]): void {
  const before = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split(/^(?=## )/m)
        .slice(1)
    : []
  const byTitle = new Map([...before, ...sections].map((section) => [titleOf(section), `${section.trimEnd()}\n`]))
  const place = (title: string): number => (titles.includes(title) ? titles.indexOf(title) : titles.length)
  const order = [...byTitle.keys()].toSorted((a, b) => place(a) - place(b))
  writeFileSync(file, [head, ...order.map((title) => byTitle.get(title))].join('\n'))
}

function titleOf(section: string): string {
  return section.slice(3, section.indexOf('\n'))
}

function table([first = [], ...rows]: readonly (readonly string[])[]): string[] {
  return [first, first.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
}
