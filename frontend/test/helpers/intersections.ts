import { vi } from 'vitest'

/** Replaces the browser's IntersectionObserver: an observed element is near when `isNear` says so. */
export function stubIntersections(isNear: () => boolean): void {
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      readonly #tell: (entries: { isIntersecting: boolean }[]) => void
      constructor(tell: (entries: { isIntersecting: boolean }[]) => void) {
        this.#tell = tell
      }
      observe() {
        this.#tell([{ isIntersecting: isNear() }])
      }
      disconnect() {}
    },
  )
}
