import { readFileSync } from 'node:fs'
import { ownFile } from './own-files.js'

/** Of the package, as in `User-Agent` and `/health`. */
export const version: string = (JSON.parse(readFileSync(ownFile('package.json'), 'utf8')) as { version: string }).version
