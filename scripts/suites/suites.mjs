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

const playwright = {
  name: 'e2e',
  program: 'node_modules/@playwright/test/cli.js',
  args: (given) => ['test', '--config', 'e2e/playwright.config.ts', ...given],
}

export const SUITES = {
  fast: vitest('fast'),
  slow: vitest('slow'),
  /** They stop and starve real processes, and measure time meanwhile. */
  faults: vitest('faults', ['--maxWorkers=2']),
  e2e: playwright,
}

/**
 * @param {string[]} args of `npm test`: `--suite NAME`, or paths and options for the test runner
 * @returns {{suites: {name: string, program: string, args: (given: string[]) => string[]}[], given: string[]}}
 */
export function chooseSuites(args) {
  if (args[0] === '--suite') {
    const suite = SUITES[args[1]]
    if (suite === undefined) throw new Error(`no suite ${args[1]}; expected one of ${Object.keys(SUITES).join(', ')}`)
    return { suites: [suite], given: args.slice(2) }
  }
  if (args.length === 0) return { suites: [SUITES.fast, SUITES.e2e], given: [] }
  if (args.some((arg) => arg.startsWith('e2e'))) return { suites: [SUITES.e2e], given: args }
  if (args.some((arg) => arg.startsWith('backend/test/fault'))) return { suites: [SUITES.faults], given: args }
  const isSlow = args.some((arg) => arg.startsWith('scripts/test') || arg.includes('.slow.test.'))
  return { suites: [isSlow ? SUITES.slow : SUITES.fast], given: args }
}
