export type ListKeyAction =
  { kind: 'move'; by: number } | { kind: 'first' | 'last' | 'select' | 'favourite' | 'compare' }

export interface PressedKey {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/** Where the focus is: in the list, nowhere in particular, or on an element that handles keys itself. */
export type KeyPlace = 'list' | 'page' | 'elsewhere'

/** What a key does in the list; null: the browser handles it. `step`: the number of models per row. */
export function listKeyAction(
  { key, ctrlKey, metaKey, altKey, shiftKey }: PressedKey,
  place: KeyPlace,
  step: number,
  singleKeysOn = true,
): ListKeyAction | null {
  if (ctrlKey || metaKey || altKey || shiftKey || place === 'elsewhere') return null
  if (key === 'ArrowDown') return { kind: 'move', by: step }
  if (key === 'ArrowUp') return { kind: 'move', by: -step }
  if (!singleKeysOn && key.length === 1) return null
  if (key === 'c') return { kind: 'compare' }
  return place === 'list' ? inList(key, step) : null
}

function inList(key: string, step: number): ListKeyAction | null {
  if (step > 1 && key === 'ArrowRight') return { kind: 'move', by: 1 }
  if (step > 1 && key === 'ArrowLeft') return { kind: 'move', by: -1 }
  if (key === 'Home') return { kind: 'first' }
  if (key === 'End') return { kind: 'last' }
  if (key === 'x') return { kind: 'select' }
  if (key === 'f') return { kind: 'favourite' }
  return null
}

const roles = ['slider', 'menu', 'listbox', 'combobox', 'dialog'].map((role) => `[role=${role}]`)
const handlesKeys = [
  'input:not([type=checkbox])',
  'textarea',
  'select',
  '[contenteditable]',
  ...roles,
  'dialog',
  'details',
].join()

/** Where a key was pressed. Text fields inside the list count as elsewhere, checkboxes do not; the list itself is not inside. */
export function keyPlace(target: EventTarget | null, list: Element | null): KeyPlace {
  if (!(target instanceof Element)) return 'elsewhere'
  if (target.closest(handlesKeys) !== null) return 'elsewhere'
  if (target === list) return 'page'
  if (list?.contains(target) === true) return 'list'
  return target.matches('body, html, main') ? 'page' : 'elsewhere'
}
