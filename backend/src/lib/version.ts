import { readFileSync } from 'node:fs'
import { packageFile } from './package-files.js'

let version: string | undefined

/** The version in package.json, as sent in `User-Agent` and shown by `/health`. Read on first use. */
export function programVersion(): string {
  version ??= (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version
  return version
}
