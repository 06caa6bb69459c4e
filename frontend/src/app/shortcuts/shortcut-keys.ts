/** What a key asks for everywhere in the page. The list has keys of its own, beside its rows. */
export type Shortcut = 'palette' | 'search' | 'theme' | 'help' | 'compare'

const plainKeys: Readonly<Record<string, Shortcut>> = { '/': 'search', t: 'theme', '?': 'help', c: 'compare' }

export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'repeat' | 'isComposing' | 'defaultPrevented'
>

/** `isTyping`: the press goes into a field. null: the press is none of ours, and the browser or a field has it. */
export function shortcutOf(
  press: KeyPress,
  { isTyping, plainKeysOn }: { isTyping: boolean; plainKeysOn: boolean },
): Shortcut | null {
  if (press.defaultPrevented || press.repeat || press.isComposing || press.altKey) return null
  if (press.ctrlKey || press.metaKey)
    return isLetterK(press) && !press.shiftKey && press.ctrlKey !== press.metaKey ? 'palette' : null
  if (isTyping || !plainKeysOn) return null
  // Shift is part of "/" and "?" on many keyboards, and makes another key of a letter.
  return plainKeys[press.key] ?? null
}

/** By what the key writes; where that is no Latin letter, by where the key is. */
function isLetterK({ key, code }: KeyPress): boolean {
  return key.toLowerCase() === 'k' || (code === 'KeyK' && !/^[\u0021-\u007e]$/.test(key))
}

const untypedInputs = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit'])

/** Whether letters pressed on an element are written into it, or choose in it. */
export function takesLetters(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !untypedInputs.has(target.type)
  return (
    target.isContentEditable ||
    target.matches(
      'textarea, select, [contenteditable]:not([contenteditable="false"]), [role="textbox"], [role="searchbox"], [role="combobox"]',
    )
  )
}

/** For the help, and for whoever looks for a key: what each one does. Keys of one row are alternatives. */
export const keyGroups = [
  {
    title: 'Everywhere',
    keys: [
      { keys: ['/'], does: 'Search the models' },
      { keys: ['Ctrl K', '⌘ K'], does: 'Go to a model, a page or an action' },
      { keys: ['c'], does: 'Compare the selected models' },
      { keys: ['t'], does: 'Switch between the light and the dark theme' },
      { keys: ['?'], does: 'Show these keys' },
      { keys: ['Esc'], does: 'Close what is open' },
    ],
  },
  {
    title: 'In the list',
    keys: [
      { keys: ['↑', '↓'], does: 'Go to the model above or below' },
      { keys: ['Enter'], does: 'Open the model' },
      { keys: ['x'], does: 'Select it for a comparison, or take it out' },
      { keys: ['f'], does: 'Make it a favourite, or no longer' },
    ],
  },
  {
    title: 'In a price chart',
    keys: [
      { keys: ['←', '→'], does: 'Go to the change before or after' },
      { keys: ['Home', 'End'], does: 'Go to the first or the last' },
    ],
  },
] as const
