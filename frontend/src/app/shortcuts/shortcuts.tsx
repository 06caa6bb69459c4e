import { useLocation, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useRememberModels } from '../palette/recent-models.js'
import { useSelection } from '../../shared/hooks/preferences.js'
import { type Shortcut, shortcutOf, takesLetters } from './shortcut-keys.js'
import { type OverlayName, ShortcutsOverlay } from './overlay.js'
import { usePlainKeys } from '../../shared/hooks/use-single-key-shortcuts.js'
import { useThemeChoice } from '../theme-choice.js'

/** What keys do everywhere, and what they open. */
export function useShortcuts(): { openPalette: () => void; openHelp: () => void; overlays: ReactNode } {
  const [open, setOpen] = useState<OverlayName | null>(null)
  const openPalette = useCallback(() => setOpen('palette'), [])
  const openHelp = useCallback(() => setOpen('help'), [])
  const close = useCallback(() => setOpen(null), [])
  return useMemo(() => {
    const overlays = (
      <>
        <Keys open={open} setOpen={setOpen} />
        {open !== null && <ShortcutsOverlay key={open} name={open} close={close} openHelp={openHelp} />}
      </>
    )
    return { openPalette, openHelp, overlays }
  }, [open, openPalette, openHelp, close])
}

/** A component of its own, so that the frame of the page is not drawn anew for each step one goes. */
function Keys({ open, setOpen }: { open: OverlayName | null; setOpen: (open: OverlayName | null) => void }) {
  const [plainKeysOn] = usePlainKeys()
  const act = useShortcutActions(setOpen)
  useRememberModels()
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      // What lies below a dialog must not close with it. The browser closes the dialog itself.
      if (open !== null && event.key === 'Escape') return event.stopImmediatePropagation()
      const shortcut = shortcutOf(event, {
        isTyping: takesLetters(event.composedPath()[0] ?? null),
        plainKeysOn: plainKeysOn && open === null,
      })
      if (shortcut === null) return
      if (shortcut === 'palette' && open === 'palette') setOpen(null)
      else if (!act(shortcut)) return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('keydown', press, { capture: true })
    return () => window.removeEventListener('keydown', press, { capture: true })
  }, [open, setOpen, plainKeysOn, act])
  return null
}

/** Does what was asked for; false where there is nothing to do, so that the key stays the browser's. */
function useShortcutActions(setOpen: (open: OverlayName) => void): (shortcut: Shortcut) => boolean {
  const theme = useThemeChoice()
  const selection = useSelection()
  const { pathname, state } = useLocation()
  const navigate = useNavigate()
  const now = useRef({ theme, selection, pathname, state })
  useEffect(() => {
    now.current = { theme, selection, pathname, state }
  })
  return useCallback(
    (shortcut) => {
      const here = now.current
      if (shortcut === 'palette' || shortcut === 'help') setOpen(shortcut)
      else if (shortcut === 'theme') here.theme.toggle()
      else if (shortcut === 'compare') {
        if (here.selection.ids.length === 0) return false
        void navigate({ to: '/compare', search: { ids: here.selection.ids.join(',') } as never })
      } else if (here.pathname === '/') focusSearch()
      else void navigate({ to: '/', search: (here.state.list ?? {}) as never }).then(() => focusSearch())
      return true
    },
    [setOpen, navigate],
  )
}

/** @param frames how long to wait for a list that is only about to be drawn, or to come from below the sheet of a model */
function focusSearch(frames = 60): void {
  const field = document.getElementById('search')
  if (field instanceof HTMLInputElement) {
    field.focus()
    if (document.activeElement === field) return field.select()
  }
  if (frames > 0) requestAnimationFrame(() => focusSearch(frames - 1))
}
