import { describe, expect, it } from 'vitest'
import { BadCapture } from '../../../src/history/capture/capture.js'
import { createProblemReport, progressLine, summaryLine } from '../../../src/cli/import-progress.js'

describe('the progress', () => {
  const models = { added: 1, changed: 2, removed: 0 }
  const tally = { read: 100, added: 90, known: 10, skipped: 1, versions: 2, changes: 1, rederived: 3, models }
  it('shows percentage, rate and time left, a bar only on a terminal, and colour only if wanted', () => {
    const progress = { tally, elapsedMs: 2_000, bytes: 25, totalBytes: 100 }
    expect(progressLine(progress, { bar: false, color: false })).toBe(' 25% 100 captures, 50/s, 6 s left')
    expect(progressLine(progress, { bar: true, color: false })).toBe(
      ` 25% ${'█'.repeat(6)}${'░'.repeat(18)} 100 captures, 50/s, 6 s left`,
    )
    expect(progressLine(progress, { bar: true, color: true })).toContain('\u001B[36m')
    expect(progressLine({ ...progress, totalBytes: null }, { bar: true, color: true })).toBe('100 captures, 50/s')
  })
  it('ends with a summary', () => {
    expect(summaryLine(tally, 1234)).toBe(
      '100 captures read: 90 new, 10 known already, 1 skipped; 2 versions and 1 change added, in 1.2 s',
    )
  })
  it('ends with what would be added in a dry run', () => {
    expect(summaryLine(tally, 1234, true)).toBe(
      '100 captures read: 90 new, 10 known already, 1 skipped; would add 90 syncs, 2 versions and 1 change (models: 1 added, 2 changed, 0 removed); 3 changes of later syncs would be derived again, in 1.2 s',
    )
  })
})

describe('the report of what is skipped', () => {
  const bad = (line: number, file = 'f'): BadCapture => new BadCapture({ file, line }, 'wrong: expected right')
  const reported = (...all: BadCapture[]): string[] => {
    const messages: string[] = []
    const report = createProblemReport((text) => messages.push(text))
    for (const one of all) report.add(one)
    report.end()
    return messages
  }

  it('names file, line and reason of each', () => {
    expect(reported(bad(3), bad(9), bad(10, 'g'))).toEqual([
      'f:3: wrong: expected right; skipped',
      'f:9: wrong: expected right; skipped',
      'g:10: wrong: expected right; skipped',
    ])
  })

  it('counts the rest of a long row of lines', () => {
    const row = Array.from({ length: 8_518 }, (_, nr) => bad(nr + 1))
    const messages = reported(...row, bad(9_000))
    expect(messages).toHaveLength(52)
    expect(messages.slice(-2)).toEqual([
      'f:8518: 8468 more in a row, up to this line, cannot be imported; skipped',
      'f:9000: wrong: expected right; skipped',
    ])
  })
})
