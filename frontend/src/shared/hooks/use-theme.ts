import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { useEffect } from 'react'

/** `auto` follows the system. */
export type ThemeChoice = 'light' | 'dark' | 'auto'

const themes: readonly string[] = ['light', 'dark', 'auto'] satisfies ThemeChoice[]
/** Of the browser's own bars; the same as `--mk-bg`. */
const backgrounds = { light: '#ffffff', dark: '#0e1413' } as const

/** The reader's theme. The script in index.html reads the same key and sets the same attribute before the first paint. */
export function useTheme() {
  const [choice, setChoice] = useLocalStorage<ThemeChoice>({
    key: 'modelkeep-theme',
    defaultValue: 'auto',
    getInitialValueInEffect: false,
    serialize: (value) => value,
    deserialize: (value) => (value !== undefined && themes.includes(value) ? (value as ThemeChoice) : 'auto'),
  })
  const isSystemDark = useMediaQuery('(prefers-color-scheme: dark)', false, { getInitialValueInEffect: false })
  const shown = choice === 'auto' ? (isSystemDark ? 'dark' : 'light') : choice
  useEffect(() => {
    document.documentElement.dataset['theme'] = shown
    document.querySelector('meta[name=theme-color]')?.setAttribute('content', backgrounds[shown])
  }, [shown])
  return { choice, shown, setChoice, toggle: () => setChoice(shown === 'dark' ? 'light' : 'dark') }
}
