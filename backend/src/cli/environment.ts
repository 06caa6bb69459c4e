import { resolve } from 'node:path'
import { ConfigError, readConfig, type Config } from '../config.js'

/**
 * The configuration from `options`, from environment variables, and from `.env` in the working directory; the first that has a variable
 * wins. @throws ConfigError
 */
export function configFromEnvironment(options: Readonly<Record<string, string | undefined>> = {}): Config {
  loadDotEnv()
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const config = readConfig({ ...process.env, ...Object.fromEntries(given) })
  return { ...config, dataDir: resolve(config.dataDir) }
}

/** Adds the variables of `.env`, if there is one, to the environment. @throws ConfigError */
export function loadDotEnv(): void {
  try {
    process.loadEnvFile()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new ConfigError([`.env cannot be read: ${(error as Error).message}`])
  }
}
