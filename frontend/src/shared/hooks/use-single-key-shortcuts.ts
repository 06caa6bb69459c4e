import { isBoolean, useStored } from './use-stored.js'

/** Whether shortcuts of a single character are on. They can be switched off because speech input triggers them (WCAG 2.1.4). */
export const useSingleKeyShortcuts = () => useStored('plain-keys', true, isBoolean)
