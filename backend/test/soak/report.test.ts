import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import type { SoakOptions } from './part.js'
import { sectionText, writeReport } from './report.js'

const options: SoakOptions = { seconds: 6, minutes: 3, short: true, only: [], say: () => {} }
const section = (title: string, figure: string) =>
  sectionText(
    { name: title, title, run: () => Promise.reject(new Error('not run')) },
    {
      intro: 'It was done.',
      rows: [
        ['what', 'figure'],
        ['it', figure],
      ],
      missed: [],
    },
    options,
    2000,
  )

it('replaces the sections of the parts that ran, and keeps the others', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'modelkeep-report-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  const file = pathToFileURL(join(dir, 'reliability.md'))
  writeReport(file, [section('Second', '1')], ['First', 'Second'])
  writeReport(file, [section('First', '2')], ['First', 'Second'])
  writeReport(file, [section('First', '3')], ['First', 'Second'])
  const text = await readFile(file, 'utf8')
  expect(text).toMatch(/^# Reliability\n/)
  expect(text.match(/^## .*$/gm)).toEqual(['## First', '## Second'])
  expect(text.match(/^\| it \| \d \|$/gm)).toEqual(['| it | 3 |', '| it | 1 |'])
  expect(text).toMatch(/^Measured on \d{4}-\d\d-\d\d in 2 s, a short run: Node v/m)
})
