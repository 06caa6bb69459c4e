import { afterEach, describe, expect, it } from 'vitest'
import { generatedModels, startStandIn } from '../stand-in-upstream.mjs'
import { resultsOf, summary } from '../suites/run.mjs'
import { chooseSuites } from '../suites/suites.mjs'
import { countResults } from '../suites/vitest-results.mjs'

const test = (fullName, state, note) => ({ fullName, result: () => ({ state, note }) })
const module = (tests, errors = []) => ({
  moduleId: '/root/a.test.ts',
  errors: () => errors,
  children: { allTests: () => tests, allSuites: () => [] },
})

describe('counting tests', () => {
  it('counts tests and keeps the reasons of skips', () => {
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
})

describe('choosing suites', () => {
  const names = (...args) => chooseSuites(args).suites.map(({ name }) => name)

  it('runs fast and end-to-end tests by default', () => expect(names()).toEqual(['fast', 'e2e']))
  it('chooses the suite of a path', () => {
    expect(names('backend/test/fault/load-runner.test.ts')).toEqual(['faults'])
    expect(names('backend/test/integration/scale.slow.test.ts')).toEqual(['slow'])
    expect(names('e2e/compare.spec.ts')).toEqual(['e2e'])
    expect(names('backend/test/unit', '-t', 'x')).toEqual(['fast'])
  })
  it('runs suites by name, and rejects an unknown one', () => {
    expect(names('--suite', 'slow,e2e-rest')).toEqual(['slow', 'e2e-rest'])
    expect(() => names('--suite', 'all')).toThrow('no suite all; expected one of fast, slow, faults, e2e, e2e-rest')
  })
})

describe('the summary', () => {
  const results = { passed: 3, failed: 0, skipped: 0, skips: [], failures: [] }

  it('ends with the counts, after skipped and failed tests', () => {
    const skips = [{ test: 'a', reason: 'b' }, { test: 'c' }]
    expect(summary({ ...results, failed: 1, skipped: 2, skips, failures: ['d'] })).toBe(
      'Skipped:\n  - a: b\n  - c: no reason given\n\nFailed:\n  - d\n\n3 passed, 1 failed, 2 skipped',
    )
    expect(summary(results)).toBe('3 passed, 0 failed, 0 skipped')
  })
  it('counts a test runner that ends with an error as a failure', () => {
    expect(resultsOf('fast', results, 1)).toMatchObject({ passed: 3, failed: 1 })
    expect(resultsOf('fast', null, 1)).toMatchObject({ passed: 0, failed: 1 })
    expect(resultsOf('fast', { ...results, failed: 2 }, 1)).toMatchObject({ failed: 2 })
  })
})

describe('the stand-in upstream', () => {
  let close = async () => {}
  afterEach(() => close())

  it('serves text models by default, and no other route', async () => {
    const models = generatedModels()
    const standIn = await startStandIn({ models })
    close = standIn.close
    const ids = async (query) =>
      (await (await fetch(`${standIn.baseUrl}/models${query}`)).json()).data.map((model) => model.id)
    expect(await ids('?output_modalities=all')).toEqual(models.map((model) => model.id))
    expect((await ids('')).length).toBeLessThan(models.length)
    expect((await fetch(`${standIn.baseUrl}/other`)).status).toBe(404)
  })
  it('generates unique ids', () => {
    const ids = generatedModels().map((model) => model.id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
