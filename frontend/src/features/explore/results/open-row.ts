import type { MouseEvent, SyntheticEvent } from 'react'

const withOwnClicks = 'a, button, input, label, select'

/** Anywhere on a row is as good as on its link, but for what else can be pressed there, and for text that is being selected. */
export function openRow(event: MouseEvent<HTMLElement>): void {
  const target = event.target as Element
  const link = target.closest('[data-index]')?.querySelector<HTMLAnchorElement>('[data-row-link]')
  if (link == null || target.closest(withOwnClicks) !== null || getSelection()?.type === 'Range') return
  if (event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey)
    window.open(link.href, '_blank', 'noopener')
  else link.click()
}

/** The middle button, of which no click is told. */
export function openRowAside(event: MouseEvent<HTMLElement>): void {
  if (event.button === 1) openRow(event)
}

/** Of the row in which something happened. */
export function rowIndexOf({ target }: SyntheticEvent<HTMLElement>): number {
  return Number((target as Element).closest<HTMLElement>('[data-index]')?.dataset['index'] ?? 0)
}
