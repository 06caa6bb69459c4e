/** The test suites: which program runs them, and with which arguments. */

const reporter = 'scripts/suites/vitest-results.mjs'

function vitest(project, options = []) {
  return {
    name: project,
    program: 'node_modules/vitest/vitest.mjs',
    args: (given) => {
      // A reporter on the command line replaces the default one.
      const shown = given.some((arg) => arg.startsWith('--reporter')) ? [] : ['--reporter=default']
      return ['run', '--project', project, ...options, ...given, ...shown, `--reporter=${reporter}`]
    },
  }
}

function playwright(name, projects) {
  const options = projects.flatMap((project) => ['--project', project])
  return {
    name,
    program: 'node_modules/@playwright/test/cli.js',
    args: (given) => ['test', '--config', 'e2e/playwright.config.ts', ...options, ...given],
  }
}

export const SUITES = {
  fast: vitest('fast'),
  slow: vitest('slow'),
  /** They stop and starve real processes, and measure time meanwhile. */
  faults: vitest('faults', ['--maxWorkers=2']),
  e2e: playwright('e2e', ['wide', 'phone']),
  'e2e-phone': playwright('e2e-phone', ['phone-rest']),
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
