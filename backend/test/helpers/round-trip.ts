import { expect } from 'vitest'
import type { Database } from '../../src/postgres/database.js'
import { exportLine, exportLines, truncateHistory, importLines, type RawCapture } from './import-export.js'

export const linesIn = (text: string): string[] => text.split('\n').slice(0, -1)
export const parsed = (text: string): RawCapture[] => linesIn(text).map((line) => JSON.parse(line) as RawCapture)

/** Expects identical bytes from an export that is imported into an empty database and exported again. Returns the export. */
export async function expectRoundTrip(db: Database): Promise<RawCapture[]> {
  const whole = await exportLines(db)
  const newest = await exportLine(db)
  await truncateHistory(db)
  expect(await importLines(db, linesIn(whole))).toMatchObject({ skipped: 0, known: 0 })
  expect(await exportLines(db)).toBe(whole)
  expect(await exportLine(db)).toBe(newest)
  await truncateHistory(db)
  await importLines(db, linesIn(newest))
  expect(await exportLine(db)).toBe(newest)
  return parsed(whole)
}
