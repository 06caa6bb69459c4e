import {
  IconActivity,
  IconArrowsDiff,
  IconCopy,
  IconDeviceDesktop,
  IconDownload,
  IconFilterOff,
  IconHelp,
  IconHistory,
  IconLayoutList,
  IconLink,
  IconMoon,
  IconSquareX,
  IconStar,
  IconSun,
} from '@tabler/icons-react'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { momentSearch, pastOf, type Past } from '../../shared/api/historical.js'
import { announce } from '../../shared/ui/announce.js'
import { copyText } from '../../shared/ui/copy-text.js'
import type { Command } from './palette-items.js'
import { modelOfPath } from './recent-models.js'
import { useFavourites, useSelection } from '../../shared/hooks/preferences.js'
import { parseSearch } from '../../shared/search/search-parameters.js'
import { useThemeChoice } from '../theme-choice.js'

async function copy(text: string, what: string): Promise<string> {
  const said = (await copyText(text))
    ? `${what} is copied`
    : `${what} could not be copied: this browser does not allow it`
  announce(said)
  return said
}

/** Where the list is, also below the sheet of a model; undefined: there is no list here. */
function useListSearch(): Record<string, string> | undefined {
  const { pathname, searchStr, state } = useLocation()
  return useMemo(() => (pathname === '/' ? parseSearch(searchStr) : state.list), [pathname, searchStr, state.list])
}

/** The catalogue that the list is of; null: that of now. */
export function useListPast(): Past | null {
  const list = useListSearch()
  return useMemo(() => (list === undefined ? null : pastOf(list)), [list])
}

/** Opens a model: beside the list where there is one, of the same moment, and in place of one that lies over it; else as a page of its own. */
export function useOpenModel(): (id: string) => void {
  const navigate = useNavigate()
  const list = useListSearch()
  const isOver = useLocation({ select: ({ state }) => state.list !== undefined })
  return (id) =>
    void navigate({
      to: '/models/$',
      params: { _splat: id },
      ...(list !== undefined && { search: momentSearch(list) as never, state: { list }, resetScroll: false }),
      replace: isOver,
    })
}

/** What can be done here and now. */
export function usePaletteCommands(openHelp: () => void): Command[] {
  const pages = usePages()
  const onList = useListCommands()
  const onModel = useModelCommands()
  const theme = useThemeCommands()
  return useMemo(
    () => [
      ...pages,
      ...onModel,
      ...onList,
      {
        id: 'copy-link',
        label: 'Copy the link to this view',
        alias: 'share url address',
        group: 'Actions',
        icon: IconLink,
        run: () => copy(location.href, 'The link'),
      },
      ...theme,
      {
        id: 'help',
        label: 'Show the keyboard shortcuts',
        alias: 'help keys',
        group: 'Actions',
        icon: IconHelp,
        shortcut: '?',
        run: openHelp,
      },
    ],
    [pages, onList, onModel, theme, openHelp],
  )
}

function usePages(): Command[] {
  const navigate = useNavigate()
  return useMemo(
    () => [
      {
        id: 'models',
        label: 'Models',
        alias: 'explore list catalogue',
        group: 'Pages',
        icon: IconLayoutList,
        run: () => void navigate({ to: '/' }),
      },
      {
        id: 'changes',
        label: 'Changes',
        alias: 'history news log',
        group: 'Pages',
        icon: IconHistory,
        run: () => void navigate({ to: '/changes' }),
      },
      {
        id: 'compare',
        label: 'Compare',
        group: 'Pages',
        icon: IconArrowsDiff,
        run: () => void navigate({ to: '/compare' }),
      },
      {
        id: 'status',
        label: 'Status',
        alias: 'health',
        group: 'Pages',
        icon: IconActivity,
        run: () => void navigate({ to: '/status' }),
      },
    ],
    [navigate],
  )
}

function useListCommands(): Command[] {
  const navigate = useNavigate()
  const list = useListSearch()
  const { ids, clear } = useSelection()
  return useMemo(() => {
    const commands: Command[] = []
    if (ids.length > 0) {
      const selected = ids.length === 1 ? 'the selected model' : `the ${ids.length} selected models`
      commands.push({
        id: 'compare-selection',
        label: `Compare ${selected}`,
        group: 'Actions',
        icon: IconArrowsDiff,
        shortcut: 'c',
        run: () => void navigate({ to: '/compare', search: { ids: ids.join(',') } as never }),
      })
      commands.push({
        id: 'clear-selection',
        label: 'Clear the selection',
        group: 'Actions',
        icon: IconSquareX,
        run: clear,
      })
    }
    if (csvButton() !== null)
      commands.push({
        id: 'csv',
        label: 'Download what is shown as CSV',
        alias: 'export spreadsheet',
        group: 'Actions',
        icon: IconDownload,
        run: () => csvButton()?.click(),
      })
    if (list !== undefined && Object.keys(list).length > 0)
      commands.push({
        id: 'clear-filters',
        label: 'Clear search, filters and order',
        alias: 'reset all',
        group: 'Actions',
        icon: IconFilterOff,
        run: () => void navigate({ to: '/', search: {} as never }),
      })
    return commands
  }, [navigate, list, ids, clear])
}

/** What is shown as a list is known to the list alone, so its own button is pressed. */
function csvButton(): HTMLButtonElement | null {
  return document.querySelector('button[aria-label="Download what is shown as CSV"]')
}

function useModelCommands(): Command[] {
  const { pathname } = useLocation()
  const id = modelOfPath(pathname)
  const favourites = useFavourites()
  const selection = useSelection()
  return useMemo(() => {
    if (id === null) return []
    return [
      {
        id: 'favourite',
        label: favourites.has(id) ? 'Remove this model from the favourites' : 'Add this model to the favourites',
        alias: 'star',
        group: 'Actions',
        icon: IconStar,
        run: () => favourites.toggle(id),
      },
      {
        id: 'select',
        label: selection.has(id) ? 'Take this model out of the comparison' : 'Select this model for a comparison',
        alias: 'compare',
        group: 'Actions',
        icon: IconArrowsDiff,
        run: () => selection.toggle(id),
      },
      {
        id: 'copy-id',
        label: 'Copy the id of this model',
        group: 'Actions',
        icon: IconCopy,
        run: () => copy(id, 'The id'),
      },
    ]
  }, [id, favourites, selection])
}

function useThemeCommands(): Command[] {
  const { choice, shown, toggle, setChoice } = useThemeChoice()
  return useMemo(() => {
    const isDark = shown === 'dark'
    const commands: Command[] = [
      {
        id: 'theme',
        label: isDark ? 'Use the light theme' : 'Use the dark theme',
        alias: 'toggle switch mode colour scheme',
        group: 'Actions',
        icon: isDark ? IconSun : IconMoon,
        shortcut: 't',
        run: toggle,
      },
    ]
    if (choice !== 'auto')
      commands.push({
        id: 'theme-auto',
        label: 'Use the theme of the system',
        alias: 'auto',
        group: 'Actions',
        icon: IconDeviceDesktop,
        run: () => setChoice('auto'),
      })
    return commands
  }, [choice, shown, toggle, setChoice])
}
