/** The test suites: which program runs them, and with which arguments. */

const reporter = 'scripts/suites/vitest-results.mjs'

function vitest(name, projects, options = []) {
  const chosen = projects.map((project) => `--project=${project}`)
  return {
    name,
    program: 'node_modules/vitest/vitest.mjs',
    args: (given) => {
      // A reporter on the command line replaces the default one.
      const shown = given.some((arg) => arg.startsWith('--reporter')) ? [] : ['--reporter=default']
      return ['run', ...chosen, ...options, ...given, ...shown, `--reporter=${reporter}`]
    },
  }
}

function playwright(name, projects) {
  const options = projects.map((project) => `--project=${project}`)
  return {
    name,
    program: 'node_modules/@playwright/test/cli.js',
    args: (given) => ['test', '--config', 'e2e/playwright.config.ts', ...options, ...given],
  }
}

export const SUITES = {
  fast: vitest('fast', ['unit', 'integration', 'isolated']),
  slow: vitest('slow', ['slow']),
  /** They stop and starve real processes, and mostly wait for what these do then: four at a time keep two cores half busy. */
  faults: vitest('faults', ['faults'], ['--maxWorkers=4']),
  e2e: playwright('e2e', ['wide', 'phone']),
  'e2e-rest': playwright('e2e-rest', ['wide-rest', 'phone-rest']),
}

/**
 * @param {string[]} args of `npm test`: `--suite NAME,…`, or paths and options for the test runner
 * @returns {{suites: {name: string, program: string, args: (given: string[]) => string[]}[], given: string[]}}
 */
export function chooseSuites(args) {
  if (args[0] === '--suite') return { suites: args[1].split(',').map(suiteNamed), given: args.slice(2) }
  if (args.length === 0) return { suites: [SUITES.fast, SUITES.e2e], given: [] }
  if (args.some((arg) => arg.startsWith('e2e'))) return { suites: [SUITES.e2e], given: args }
  if (args.some((arg) => arg.startsWith('backend/test/fault'))) return { suites: [SUITES.faults], given: args }
  const isSlow = args.some((arg) => arg.startsWith('scripts/test') || arg.includes('.slow.test.'))
  return { suites: [isSlow ? SUITES.slow : SUITES.fast], given: args }
}

function suiteNamed(name) {
  const suite = SUITES[name]
  if (suite === undefined) throw new Error(`no suite ${name}; expected one of ${Object.keys(SUITES).join(', ')}`)
  return suite
}
