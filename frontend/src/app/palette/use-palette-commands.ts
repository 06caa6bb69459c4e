import { useLocation, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Command, PaletteEntry } from '../../shared/commands/command-registry.js'
import { useCommandRegistry } from '../../shared/commands/use-command.js'
import { useFavourites, useSelection } from '../../shared/hooks/preferences.js'
import { useTheme } from '../../shared/hooks/use-theme.js'
import { announce } from '../../shared/ui/announce.js'
import { copyText } from '../../shared/ui/copy-text.js'
import {
  IconActivity,
  IconArrowsDiff,
  IconCoin,
  IconCopy,
  IconDeviceDesktop,
  IconFilterOff,
  IconHelp,
  IconHistory,
  IconLayoutList,
  IconLink,
  IconMoon,
  IconSquareX,
  IconStar,
  IconSun,
} from '../../shared/ui/icons.js'
import { useListSearch } from '../use-list-search.js'
import { modelOfPath } from './recent-models.js'

/** A command that the palette lists. */
export type PaletteCommand = Command & { entry: PaletteEntry }

function action(id: string, entry: Omit<PaletteEntry, 'group'>, run: Command['run']): PaletteCommand {
  return { id, run, entry: { ...entry, group: 'Actions' } }
}

/** The commands available in the current view, those that the view registered included. */
export function usePaletteCommands(openHelp: () => void): PaletteCommand[] {
  const registry = useCommandRegistry()
  const pages = usePageCommands()
  const modelCommands = useModelCommands()
  const listCommands = useListCommands()
  const themeCommands = useThemeCommands()
  return useMemo(() => {
    const registered = registry.all().flatMap(({ entry, ...command }) => (entry ? [{ ...command, entry }] : []))
    return [
      ...pages,
      ...modelCommands,
      ...listCommands,
      ...registered,
      action('copy-link', { label: 'Copy link to this view', alias: 'share url address', icon: IconLink }, () =>
        copy(location.href, 'Link'),
      ),
      ...themeCommands,
      action('help', { label: 'Show keyboard shortcuts', alias: 'help keys', icon: IconHelp, shortcut: '?' }, openHelp),
    ]
  }, [registry, pages, modelCommands, listCommands, themeCommands, openHelp])
}

async function copy(text: string, what: string): Promise<string> {
  const message = (await copyText(text)) ? `${what} copied` : `${what} not copied: the browser does not allow it`
  announce(message)
  return message
}

const pages = [
  { to: '/', label: 'Models', alias: 'explore list catalogue', icon: IconLayoutList },
  { to: '/changes', label: 'Changes', alias: 'history news log', icon: IconHistory },
  { to: '/compare', label: 'Compare', alias: '', icon: IconArrowsDiff },
  { to: '/cost', label: 'Cost', alias: 'usage file spend bill what if', icon: IconCoin },
  { to: '/status', label: 'Status', alias: 'health', icon: IconActivity },
] as const

function usePageCommands(): PaletteCommand[] {
  const navigate = useNavigate()
  return useMemo(
    () =>
      pages.map(({ to, ...entry }) => ({
        id: to,
        entry: { ...entry, group: 'Pages' },
        run: () => void navigate({ to }),
      })),
    [navigate],
  )
}

function useListCommands(): PaletteCommand[] {
  const navigate = useNavigate()
  const list = useListSearch()
  const { ids, clear } = useSelection()
  return useMemo(() => {
    const commands: PaletteCommand[] = []
    if (ids.length > 0) {
      const label = ids.length === 1 ? 'Compare the selected model' : `Compare the ${ids.length} selected models`
      commands.push(
        action(
          'compare-selection',
          { label, icon: IconArrowsDiff, shortcut: 'c' },
          () => void navigate({ to: '/compare', search: { ids: ids.join(',') } }),
        ),
        action('clear-selection', { label: 'Clear the selection', icon: IconSquareX }, clear),
      )
    }
    if (list !== undefined && Object.keys(list).length > 0)
      commands.push(
        action(
          'clear-filters',
          { label: 'Clear search, filters and sorting', alias: 'reset all order', icon: IconFilterOff },
          () => void navigate({ to: '/', search: {} }),
        ),
      )
    return commands
  }, [navigate, list, ids, clear])
}

function useModelCommands(): PaletteCommand[] {
  const { pathname } = useLocation()
  const id = modelOfPath(pathname)
  const favourites = useFavourites()
  const selection = useSelection()
  return useMemo(() => {
    if (id === null) return []
    const favourite = favourites.has(id) ? 'Remove this model from favourites' : 'Add this model to favourites'
    const select = selection.has(id) ? 'Remove this model from the comparison' : 'Add this model to the comparison'
    return [
      action('favourite', { label: favourite, alias: 'star', icon: IconStar }, () => favourites.toggle(id)),
      action('select', { label: select, alias: 'compare select', icon: IconArrowsDiff }, () => selection.toggle(id)),
      action('copy-id', { label: 'Copy the id of this model', icon: IconCopy }, () => copy(id, 'Id')),
    ]
  }, [id, favourites, selection])
}

function useThemeCommands(): PaletteCommand[] {
  const { choice, shown, toggle, setChoice } = useTheme()
  return useMemo(() => {
    const isDark = shown === 'dark'
    const entry = {
      label: isDark ? 'Use the light theme' : 'Use the dark theme',
      alias: 'toggle switch mode colour scheme',
      icon: isDark ? IconSun : IconMoon,
      shortcut: 't',
    }
    const system = { label: 'Use the system theme', alias: 'auto', icon: IconDeviceDesktop }
    return [
      action('theme', entry, toggle),
      ...(choice === 'auto' ? [] : [action('theme-auto', system, () => setChoice('auto'))]),
    ]
  }, [choice, shown, toggle, setChoice])
}
