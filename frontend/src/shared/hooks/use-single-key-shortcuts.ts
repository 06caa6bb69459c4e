import { useLocalStorage } from '@mantine/hooks'

/** Whether shortcuts of a single character are on. They can be switched off because speech input triggers them (WCAG 2.1.4). */
export function useSingleKeyShortcuts() {
  return useLocalStorage<boolean>({ key: 'modelkeep-plain-keys', defaultValue: true, getInitialValueInEffect: false })
}
