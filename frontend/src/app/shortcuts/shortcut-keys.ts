/** Global shortcuts. The list handles its own keys, see features/explore/results/list-keys.ts. */
export type Shortcut = 'palette' | 'search' | 'theme' | 'help' | 'compare'

const singleKeys: Readonly<Record<string, Shortcut>> = { '/': 'search', t: 'theme', '?': 'help', c: 'compare' }

export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'isComposing' | 'defaultPrevented'
>

/** The shortcut of a key press; null when the key belongs to the browser or a field. `isTyping`: the key goes into a field. */
export function shortcutOf(
  press: KeyPress,
  { isTyping, singleKeysOn }: { isTyping: boolean; singleKeysOn: boolean },
): Shortcut | null {
  if (press.defaultPrevented || press.repeat || press.isComposing || press.altKey) return null
  if (press.ctrlKey || press.metaKey)
    return isLetterK(press) && !press.shiftKey && press.ctrlKey !== press.metaKey ? 'palette' : null
  if (isTyping || !singleKeysOn) return null
  // Shift is allowed: many keyboards need it for "/" and "?".
  return singleKeys[press.key] ?? null
}

/** By the character, or by the key's position on keyboards without Latin letters. */
function isLetterK({ key, code }: KeyPress): boolean {
  return key.toLowerCase() === 'k' || (code === 'KeyK' && !/^[\u0021-\u007e]$/.test(key))
}

const untypedInputs = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit'])
const typedElements =
  'textarea, select, [contenteditable]:not([contenteditable="false"]), [role="textbox"], [role="searchbox"], [role="combobox"]'

/** Whether an element consumes letters, by typing or by selecting an option. */
export function takesLetters(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !untypedInputs.has(target.type)
  return target.isContentEditable || target.matches(typedElements)
}

/** For the help. `keys` are alternatives. */
export const shortcutGroups = [
  {
    title: 'Global',
    shortcuts: [
      { keys: ['/'], action: 'Search models' },
      { keys: ['Ctrl K', '⌘ K'], action: 'Go to a model, page or action' },
      { keys: ['c'], action: 'Compare the selected models' },
      { keys: ['t'], action: 'Switch between light and dark theme' },
      { keys: ['?'], action: 'Show keyboard shortcuts' },
      { keys: ['Esc'], action: 'Close the open dialog' },
    ],
  },
  {
    title: 'List',
    shortcuts: [
      { keys: ['↑', '↓'], action: 'Move to the previous or next model' },
      { keys: ['Enter'], action: 'Open the model' },
      { keys: ['x'], action: 'Select or deselect the model for comparison' },
      { keys: ['f'], action: 'Add to or remove from favourites' },
    ],
  },
  {
    title: 'Price chart',
    shortcuts: [
      { keys: ['←', '→'], action: 'Move to the previous or next change' },
      { keys: ['Home', 'End'], action: 'Move to the first or last change' },
    ],
  },
] as const
