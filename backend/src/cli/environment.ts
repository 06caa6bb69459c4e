import { resolve } from 'node:path'
import { ConfigError, readConfig, type Config } from '../config.js'

/** The configuration from environment variables and from `.env` in the working directory. The environment wins. @throws ConfigError */
export function configFromEnvironment(): Config {
  loadDotEnv()
  const config = readConfig(process.env)
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
