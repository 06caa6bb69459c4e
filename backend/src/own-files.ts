import { fileURLToPath } from 'node:url'

/**
 * Where a file of this package is, by its path from the package's folder. `src`, `dist` and `bundle` lie one folder below it each, and
 * the bundler joins modules from any depth: so no other module may look from where it is itself.
 */
export function ownFile(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}
