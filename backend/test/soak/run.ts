/**
 * Long fault tests of the built program:
 *   npm run soak                                   all parts; rewrites docs/reliability.md
 *   npm run soak -- reads-go-on --seconds 60       one part; the rest of the report stays
 *   npm run soak -- --short                        about ten times smaller
 *   npm run soak -- reads-go-on --only frozen      some scenarios of a part; only prints the report
 */
import { parseArgs } from 'node:util'
import type { SoakOptions } from './part.js'
import { parts } from './parts.js'
import { sectionText, writeReport } from './report.js'

const report = new URL('../../../docs/reliability.md', import.meta.url)
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string' },
    minutes: { type: 'string' },
    short: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
})
const known = parts.map(({ name }) => name)
const unknown = positionals.filter((name) => !known.includes(name))
if (unknown.length > 0) throw new Error(`unknown part ${unknown.join(', ')}; expected one of ${known.join(', ')}`)

const { short } = values
const options: SoakOptions = {
  seconds: Number(values.seconds ?? (short ? 6 : 60)),
  minutes: Number(values.minutes ?? (short ? 3 : 30)),
  short,
  only: values.only.split(',').filter(Boolean),
  say: (line) => process.stdout.write(`  ${line}\n`),
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1)) // child processes end with their parent

let missed = 0
for (const part of parts.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  process.stdout.write(`${part.name} …\n`)
  const began = performance.now()
  const section = await part.run(options)
  missed += section.missed.length
  const text = sectionText(part, section, options, performance.now() - began)
  process.stdout.write(`${text}\n`)
  if (options.only.length === 0)
    writeReport(
      report,
      [text],
      parts.map(({ title }) => title),
    )
}
process.exitCode = missed > 0 ? 1 : 0
