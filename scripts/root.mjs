import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout that these scripts belong to, wherever they are called from. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
