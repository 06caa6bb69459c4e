import type { ReactNode } from 'react'

/** What keys do everywhere, and what they open. */
export function useShortcuts(): { openPalette: () => void; openHelp: () => void; overlays: ReactNode } {
  return { openPalette: () => {}, openHelp: () => {}, overlays: null }
}
