import { type RefObject, useCallback, useEffect, useRef } from 'react'
import { useSingleKeyShortcuts } from '../../../shared/hooks/use-single-key-shortcuts.js'
import { keyPlace, listKeyAction, type ListKeyAction } from './list-keys.js'

export interface ListKeys {
  list: RefObject<HTMLElement | null>
  /** The number of models, and how many are in one row. */
  count: number
  step: number
  /** A model is open over the list and handles the keys. */
  isCovered: boolean
  current: number
  setCurrent: (index: number) => void
  bringIntoView: (index: number) => void
  select: (index: number) => void
  favourite: (index: number) => void
  compare: () => void
}

/** Keyboard navigation of the list, active unless the focused element handles keys itself. Tab reaches only the current row. */
export function useListKeys(keys: ListKeys): void {
  const [singleKeysOn] = useSingleKeyShortcuts()
  const pending = useRef<number | null>(null)
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
    // A distant row is rendered only after the list has scrolled to it.
    if (pending.current !== null && focusRow(keys.list.current, pending.current)) pending.current = null
  })
  const moveTo = useCallback((index: number) => {
    const { count, setCurrent, bringIntoView } = latest.current
    const to = Math.min(Math.max(index, 0), count - 1)
    pending.current = to
    setCurrent(to)
    bringIntoView(to)
    if (focusRow(latest.current.list.current, to)) pending.current = null
  }, [])
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { list, isCovered, count, step } = latest.current
      if (event.defaultPrevented || isCovered || count === 0) return
      const place = keyPlace(event.target, list.current)
      const action = listKeyAction(event, place, step, singleKeysOn)
      if (action === null) return
      event.preventDefault()
      perform(action, place === 'list', latest.current, moveTo)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [moveTo, singleKeysOn])
}

function perform(
  action: ListKeyAction,
  isInside: boolean,
  { current, count, select, favourite, compare }: ListKeys,
  moveTo: (index: number) => void,
): void {
  // From outside the list, the first arrow key focuses the current row.
  if (action.kind === 'move') moveTo(isInside ? current + action.by : current)
  else if (action.kind === 'first') moveTo(0)
  else if (action.kind === 'last') moveTo(count - 1)
  else if (action.kind === 'select') select(current)
  else if (action.kind === 'favourite') favourite(current)
  else compare()
}

function focusRow(list: HTMLElement | null, index: number): boolean {
  const link = list?.querySelector<HTMLElement>(`[data-index="${index}"] [data-row-link]`)
  link?.focus({ preventScroll: true })
  return link != null
}
