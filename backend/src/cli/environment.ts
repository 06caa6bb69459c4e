import { resolve } from 'node:path'
import { readConfig, variableNames, type Config } from '../config.js'
import { readDotEnv } from './dot-env.js'
import { say } from './say.js'
import { similarName } from './similar-names.js'

/**
 * The configuration from `options`, from environment variables, and from `.env` in the working directory; the first that has a variable
 * wins. @throws ConfigError
 */
export function configFromEnvironment(options: Readonly<Record<string, string | undefined>> = {}): Config {
  warnOfTypingErrors(loadDotEnv())
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const config = readConfig({ ...process.env, ...Object.fromEntries(given) })
  return { ...config, dataDir: resolve(config.dataDir) }
}

/** Adds the variables of `.env`, if there is one, to the environment. @returns their names @throws ConfigError */
export function loadDotEnv(): string[] {
  const found = readDotEnv()
  for (const [name, value] of Object.entries(found)) process.env[name] ??= value
  return Object.keys(found)
}

/** Those that only commands read, and names of other programs that resemble ours. */
const otherNames = ['MODELKEEP_URL', 'NO_COLOR', 'FORCE_COLOR', 'ALL_PROXY', 'PGPORT', 'PGHOST']

function warnOfTypingErrors(names: readonly string[]): void {
  for (const name of names.toSorted()) {
    const meant = otherNames.includes(name) ? null : similarName(name, variableNames)
    if (meant !== null) say(`.env sets ${name}, which this program does not read; did you mean ${meant}?`)
  }
}
