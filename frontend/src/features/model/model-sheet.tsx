import { Link, useNavigate, useRouter } from '@tanstack/react-router'
import { type KeyboardEvent, type SyntheticEvent, useId, useLayoutEffect, useRef } from 'react'
import { historicalSearch } from '../../shared/api/historical.js'
import type { ListSearch } from '../../shared/search/search-parameters.js'
import { IconArrowsMaximize, IconChevronDown, IconChevronUp, IconX } from '../../shared/ui/icons.js'
import classes from './model-sheet.module.css'
import { ModelView } from './model-view.js'
import { SheetList } from './sheet-context.js'
import { type Neighbours, useNeighbours } from './use-neighbours.js'

const moves: Readonly<Record<string, 'previous' | 'next'>> = {
  j: 'next',
  k: 'previous',
  ArrowRight: 'next',
  ArrowLeft: 'previous',
}

/** A model over the list it was opened from. Escape, the backdrop and the browser's back button return to the list. */
export function ModelSheet({ id, list }: { id: string; list: ListSearch }) {
  const titleId = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const content = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    content.current?.focus({ preventScroll: true })
    return () => element?.close()
  }, [])
  const neighbours = useNeighbours(id, list)
  const close = useClose(id, list)
  const replaceModel = useReplaceModel(list)
  const show = (other: string | undefined): void => {
    if (other === undefined) return
    content.current?.scrollTo(0, 0)
    replaceModel(other)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const isModified = event.ctrlKey || event.metaKey || event.altKey
    const move = isModified || handlesKeys(event.target) ? undefined : moves[event.key]
    if (move === undefined || neighbours === null) return
    event.preventDefault()
    event.stopPropagation()
    show(neighbours[move])
  }
  const onCancel = (event: SyntheticEvent): void => {
    event.preventDefault()
    close()
  }
  return (
    // Keys and backdrop are shortcuts; there are buttons, and Escape, for the same.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className={classes.sheet}
      aria-labelledby={titleId}
      data-locks-scroll
      onCancel={onCancel}
      onKeyDown={onKeyDown}
      onClick={({ target, currentTarget }) => target === currentTarget && close()}
    >
      <div className={classes.frame}>
        <div className={classes.bar}>
          {neighbours !== null && <Steps neighbours={neighbours} show={show} />}
          <OpenAsPage id={id} list={list} />
          <CloseButton close={close} />
        </div>
        <div ref={content} className={classes.inside} tabIndex={-1}>
          <SheetList value={list}>
            <ModelView id={id} titleId={titleId} />
          </SheetList>
        </div>
      </div>
    </dialog>
  )
}

/** Whether the element handles keys itself. */
function handlesKeys(target: EventTarget): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [role=tablist], pre') !== null
}

function CloseButton({ close }: { close: () => void }) {
  return (
    <button type="button" className={classes.tool} onClick={close} aria-label="Close" title="Close (Esc)">
      <IconX size={18} stroke={1.8} />
    </button>
  )
}

function OpenAsPage({ id, list }: { id: string; list: ListSearch }) {
  return (
    <Link
      to="/models/$"
      params={{ _splat: id }}
      search={historicalSearch(list)}
      replace
      className={classes.tool}
      aria-label="Open as a page"
      title="Open as a page"
    >
      <IconArrowsMaximize size={16} stroke={1.8} />
    </Link>
  )
}

interface StepsProps {
  neighbours: Neighbours
  show: (id: string | undefined) => void
}

function Steps({ neighbours: { previous, next, place, total }, show }: StepsProps) {
  return (
    <div className={classes.steps}>
      <button
        type="button"
        className={classes.tool}
        disabled={previous === undefined}
        onClick={() => show(previous)}
        aria-label="Previous model"
        aria-keyshortcuts="k ArrowLeft"
        title="Previous model (k)"
      >
        <IconChevronUp size={18} stroke={1.8} />
      </button>
      <button
        type="button"
        className={classes.tool}
        disabled={next === undefined}
        onClick={() => show(next)}
        aria-label="Next model"
        aria-keyshortcuts="j ArrowRight"
        title="Next model (j)"
      >
        <IconChevronDown size={18} stroke={1.8} />
      </button>
      <span className="numbers" role="status">
        {place.toLocaleString('en-US')} of {total.toLocaleString('en-US')}
      </span>
    </div>
  )
}

/** Shows another model of the same list in place of the current one. */
function useReplaceModel(list: ListSearch): (id: string) => void {
  const go = useNavigate()
  return (id) =>
    void go({
      to: '/models/$',
      params: { _splat: id },
      search: historicalSearch(list),
      state: { list },
      replace: true,
      resetScroll: false,
    })
}

/** Goes back in history when possible, else to the list. Works once per model, because Escape may fire twice. */
function useClose(id: string, list: ListSearch): () => void {
  const { history } = useRouter()
  const go = useNavigate()
  const closed = useRef<string>(null)
  return () => {
    if (closed.current === id) return
    closed.current = id
    if (history.canGoBack()) history.back()
    else void go({ to: '/', search: list, replace: true, resetScroll: false })
  }
}
