import { inject } from 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The part of their runs that property tests make: all of them among the slow tests, fewer in `npm test`. */
    propertyRuns: number
  }
}

/** How often a slow property test runs here, of `all` runs. */
export function propertyRuns(all: number): number {
  return Math.ceil(all * inject('propertyRuns'))
}
