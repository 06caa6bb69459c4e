import { useSyncExternalStore } from 'react'

const print = (): MediaQueryList => window.matchMedia('print')

function subscribe(notify: () => void): () => void {
  const list = print()
  list.addEventListener('change', notify)
  return () => list.removeEventListener('change', notify)
}

/** True while the page is laid out for printing, which browsers announce before they do it. */
export function useIsPrinting(): boolean {
  return useSyncExternalStore(subscribe, () => print().matches)
}
