import { type RefObject, useCallback, useEffect, useRef } from 'react'
import { usePlainKeys } from '../../../shared/hooks/use-single-key-shortcuts.js'
import { keyPlace, listKeyAction, type ListKeyAction } from './list-keys.js'

export interface ListKeys {
  list: RefObject<HTMLElement | null>
  /** How many models are in the list, and how many of them beside each other. */
  count: number
  step: number
  /** A model lies over the list: keys are its. */
  isCovered: boolean
  current: number
  setCurrent: (index: number) => void
  bringIntoView: (index: number) => void
  select: (index: number) => void
  favourite: (index: number) => void
  compare: () => void
}

/** The keys of the list, wherever the focus is that no other keys are for. The list has one stop for Tab: its current row. */
export function useListKeys(keys: ListKeys): void {
  const [hasPlainKeys] = usePlainKeys()
  const awaited = useRef<number | null>(null)
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
    // A row far away is only there once the list has moved to it.
    if (awaited.current !== null && focusRow(keys.list.current, awaited.current)) awaited.current = null
  })
  const moveTo = useCallback((index: number) => {
    const { count, setCurrent, bringIntoView } = latest.current
    const to = Math.min(Math.max(index, 0), count - 1)
    awaited.current = to
    setCurrent(to)
    bringIntoView(to)
    if (focusRow(latest.current.list.current, to)) awaited.current = null
  }, [])
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { list, isCovered, count, step } = latest.current
      if (event.defaultPrevented || isCovered || count === 0) return
      const place = keyPlace(event.target, list.current)
      const action = listKeyAction(event, place, step, hasPlainKeys)
      if (action === null) return
      event.preventDefault()
      obey(action, place === 'list', latest.current, moveTo)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [moveTo, hasPlainKeys])
}

function obey(
  action: ListKeyAction,
  isInside: boolean,
  { current, count, select, favourite, compare }: ListKeys,
  moveTo: (index: number) => void,
): void {
  // From outside, the first arrow comes to the row at which one was.
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
