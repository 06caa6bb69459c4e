import { useLocalStorage } from '@mantine/hooks'

/** Keys of one character can be switched off (WCAG 2.1.4): some speak to their computer, and each word would press them. */
export function usePlainKeys() {
  return useLocalStorage<boolean>({ key: 'modelkeep-plain-keys', defaultValue: true, getInitialValueInEffect: false })
}
