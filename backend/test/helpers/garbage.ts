import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Runs V8's garbage collection without a flag for the whole process. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

/** Bytes retained by this process after a garbage collection: heap, buffers and Node's external memory. */
export function heldBytes(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
