import { describe, expect, it } from 'vitest'
import { progressLine, summaryLine } from '../../../src/cli/import-progress.js'

describe('the progress', () => {
  const tally = { read: 100, added: 90, known: 10, skipped: 1, versions: 2, changes: 1 }
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
})
