import { useLocation, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useCommandRegistry } from '../../shared/commands/use-command.js'
import { useSelection } from '../../shared/hooks/preferences.js'
import { useSingleKeyShortcuts } from '../../shared/hooks/use-single-key-shortcuts.js'
import { useTheme } from '../../shared/hooks/use-theme.js'
import { useRememberModels } from '../palette/recent-models.js'
import { type OverlayName, Overlay } from './overlay.js'
import { type Shortcut, shortcutOf, takesLetters } from './shortcut-keys.js'

/** Global keyboard shortcuts, and the overlays they open. */
export function useShortcuts(): { openPalette: () => void; openHelp: () => void; overlays: ReactNode } {
  const [open, setOpen] = useState<OverlayName | null>(null)
  const openPalette = useCallback(() => setOpen('palette'), [])
  const openHelp = useCallback(() => setOpen('help'), [])
  const close = useCallback(() => setOpen(null), [])
  return useMemo(() => {
    const overlays = (
      <>
        <ShortcutListener open={open} setOpen={setOpen} />
        {open !== null && <Overlay key={open} name={open} close={close} openHelp={openHelp} />}
      </>
    )
    return { openPalette, openHelp, overlays }
  }, [open, openPalette, openHelp, close])
}

/** A component of its own, so that the shell does not render again on every navigation. */
function ShortcutListener({
  open,
  setOpen,
}: {
  open: OverlayName | null
  setOpen: (open: OverlayName | null) => void
}) {
  const [singleKeysOn] = useSingleKeyShortcuts()
  const act = useShortcutActions(setOpen)
  useRememberModels()
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      // The browser closes the overlay; whatever is behind it must not react to the same key.
      if (open !== null && event.key === 'Escape') return event.stopImmediatePropagation()
      const shortcut = shortcutOf(event, {
        isTyping: takesLetters(event.composedPath()[0] ?? null),
        singleKeysOn: singleKeysOn && open === null,
      })
      if (shortcut === null) return
      if (shortcut === 'palette' && open === 'palette') setOpen(null)
      else if (!act(shortcut)) return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('keydown', press, { capture: true })
    return () => window.removeEventListener('keydown', press, { capture: true })
  }, [open, setOpen, singleKeysOn, act])
  return null
}

/** Returns false when there is nothing to do, so that the browser handles the key. */
function useShortcutActions(setOpen: (open: OverlayName) => void): (shortcut: Shortcut) => boolean {
  const theme = useTheme()
  const { ids } = useSelection()
  const { pathname, state } = useLocation()
  const registry = useCommandRegistry()
  const navigate = useNavigate()
  const latest = useRef({ theme, ids, pathname, state })
  useEffect(() => {
    latest.current = { theme, ids, pathname, state }
  })
  return useCallback(
    (shortcut) => {
      const now = latest.current
      if (shortcut === 'palette' || shortcut === 'help') setOpen(shortcut)
      else if (shortcut === 'theme') now.theme.toggle()
      else if (shortcut === 'compare') {
        if (now.ids.length === 0) return false
        void navigate({ to: '/compare', search: { ids: now.ids.join(',') } })
      } else if (now.pathname === '/') registry.run('focus-search')
      else void navigate({ to: '/', search: now.state.list ?? {} }).then(() => registry.run('focus-search'))
      return true
    },
    [setOpen, navigate, registry],
  )
}
