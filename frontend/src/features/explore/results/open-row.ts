import type { MouseEvent, SyntheticEvent } from 'react'

const interactive = 'a, button, input, label, select'

/** A click anywhere on a row opens its model, except on its controls or while text is selected. */
export function openRow(event: MouseEvent<HTMLElement>): void {
  const target = event.target as Element
  const link = target.closest('[data-index]')?.querySelector<HTMLAnchorElement>('[data-row-link]')
  if (link == null || target.closest(interactive) !== null || getSelection()?.type === 'Range') return
  if (event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey)
    window.open(link.href, '_blank', 'noopener')
  else link.click()
}

/** Handles the middle mouse button, which fires no click event. */
export function openRowInNewTab(event: MouseEvent<HTMLElement>): void {
  if (event.button === 1) openRow(event)
}

/** Index of the row in which the event happened. */
export function rowIndexOf({ target }: SyntheticEvent<HTMLElement>): number {
  return Number((target as Element).closest<HTMLElement>('[data-index]')?.dataset['index'] ?? 0)
}
