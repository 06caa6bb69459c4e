import { resolve } from 'node:path'
import { ConfigError, readConfig, type Config } from '../config.js'

/** The configuration of this process: the environment, and `.env` in the working directory for what it does not set. */
export function configFromEnvironment(): Config {
  loadDotEnv()
  const config = readConfig(process.env)
  return { ...config, dataDir: resolve(config.dataDir) }
}

/** Takes in `.env` of the working directory, where there is one. @throws ConfigError */
export function loadDotEnv(): void {
  try {
    process.loadEnvFile()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new ConfigError([`.env cannot be read: ${(error as Error).message}`])
  }
}
