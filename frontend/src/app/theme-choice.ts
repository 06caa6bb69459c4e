import { localStorageColorSchemeManager, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'

/** The script in index.html reads the same key before the first paint. */
export const themeManager = localStorageColorSchemeManager({ key: 'modelkeep-theme' })

const background = { light: '#ffffff', dark: '#0e1413' } as const

/** Light, dark, or as the system has it (`auto`). */
export function useThemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const shown = useComputedColorScheme('light', { getInitialValueInEffect: false })
  useEffect(() => {
    document.querySelector('meta[name=theme-color]')?.setAttribute('content', background[shown])
  }, [shown])
  return {
    choice: colorScheme,
    shown,
    setChoice: setColorScheme,
    toggle: () => setColorScheme(shown === 'dark' ? 'light' : 'dark'),
  }
}
