import { afterEach, describe, expect, it } from 'vitest'
import { runnersFor, summary } from '../../../../scripts/run-tests.mjs'
import { generatedModels, startStandIn } from '../../../../scripts/stand-in-upstream.mjs'
import { countResults } from '../../../../scripts/vitest-results.mjs'

const test = (fullName: string, state: string, note?: string) => ({ fullName, result: () => ({ state, note }) })
const module = (tests: unknown[], errors: unknown[] = []) => ({
  moduleId: '/root/a.test.ts',
  errors: () => errors,
  children: { allTests: () => tests, allSuites: () => [] },
})

describe('counting tests', () => {
  it('counts what ran, and keeps why something did not', () => {
    const tests = [
      test('works', 'passed'),
      test('breaks', 'failed'),
      test('needs data', 'skipped', '../shared/data is missing'),
    ]
    expect(countResults([module(tests)], [], '/root')).toEqual({
      passed: 1,
      failed: 1,
      skipped: 1,
      skips: [{ test: 'a.test.ts > needs data', reason: '../shared/data is missing' }],
      failures: ['a.test.ts > breaks'],
    })
  })
  it('counts a file that does not load, and an error outside any test, as failures', () => {
    expect(countResults([module([], [new Error('no such module')])], [new Error('late')], '/root')).toMatchObject({
      passed: 0,
      failed: 2,
    })
  })
  it('runs all that there is, or what the first part of a path names', () => {
    const names = (...args: string[]) => runnersFor(args).map(({ name }) => name)
    expect(names()).toEqual(['vitest', 'faults', 'playwright'])
    expect(names('backend/test/fault/load-runner.test.ts')).toEqual(['faults'])
    expect(names('e2e/compare.spec.ts')).toEqual(['playwright'])
    expect(names('backend/test/unit', '-t', 'x')).toEqual(['vitest'])
  })
  it('ends with the figures alone on a line, after the skips', () => {
    expect(summary({ passed: 3, failed: 0, skipped: 2, skips: [{ test: 'a', reason: 'b' }, { test: 'c' }] })).toBe(
      'Skipped:\n  - a: b\n  - c: no reason given\n\n3 passed, 0 failed, 2 skipped',
    )
    expect(summary({ passed: 3, failed: 1, skipped: 0, skips: [] })).toBe('3 passed, 1 failed, 0 skipped')
  })
})

describe('the stand-in upstream', () => {
  let close = async () => {}
  afterEach(() => close())

  it('serves text models unless asked for others, and nothing else', async () => {
    const models = generatedModels()
    const standIn = await startStandIn({ models })
    close = standIn.close
    const ids = async (query: string) =>
      ((await (await fetch(`${standIn.baseUrl}/models${query}`)).json()) as { data: { id: string }[] }).data.map(
        (model) => model.id,
      )
    expect(await ids('?output_modalities=all')).toEqual(models.map((model) => model.id))
    expect((await ids('')).length).toBeLessThan(models.length)
    expect((await fetch(`${standIn.baseUrl}/other`)).status).toBe(404)
  })
  it('makes up ids that are all different', () => {
    const ids = generatedModels().map((model) => model.id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
