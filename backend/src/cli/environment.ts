import { resolve } from 'node:path'
import { ConfigError, readConfig, type Config } from '../config.js'

/** The configuration of this process: the environment, and `.env` in the working directory for what it does not set. */
export function configFromEnvironment(): Config {
  try {
    process.loadEnvFile()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new ConfigError([`.env cannot be read: ${(error as Error).message}`])
  }
  const config = readConfig(process.env)
  return { ...config, dataDir: resolve(config.dataDir) }
}
