import { IconArrowsMaximize, IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react'
import { Link, useNavigate, useRouter } from '@tanstack/react-router'
import { type KeyboardEvent, type SyntheticEvent, useId, useRef } from 'react'
import { momentSearch } from '../../shared/api/historical.js'
import classes from './model-sheet.module.css'
import { ModelView } from './model-view.js'
import { SheetList } from './sheet-context.js'
import { useModal } from './use-modal.js'
import { type Neighbours, useNeighbours } from './use-neighbours.js'

type List = Readonly<Record<string, string>>

/** A model over the list that it was opened from, which stays as it is below. Escape, the backdrop and one step back lead to it again. */
export function ModelSheet({ id, list }: { id: string; list: List }) {
  const titleId = useId()
  const { dialog, inside } = useModal()
  const neighbours = useNeighbours(id, list)
  const close = useClose(id, list)
  const go = useNavigate()
  const show = (other: string | undefined): void => {
    if (other === undefined) return
    inside.current?.scrollTo(0, 0)
    void go({
      to: '/models/$',
      params: { _splat: other },
      search: momentSearch(list) as never,
      state: { list: { ...list } },
      replace: true,
      resetScroll: false,
    })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) ? undefined : moves[event.key]
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
    // The keys and the backdrop are short cuts to what has a button, or Escape.
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
          <Link
            to="/models/$"
            params={{ _splat: id }}
            search={momentSearch(list) as never}
            replace
            className={classes.tool}
            aria-label="Open as a page of its own"
            title="Open as a page of its own"
          >
            <IconArrowsMaximize size={16} stroke={1.8} aria-hidden />
          </Link>
          <button type="button" className={classes.tool} onClick={close} aria-label="Close" title="Close (Esc)">
            <IconX size={18} stroke={1.8} aria-hidden />
          </button>
        </div>
        <div ref={inside} className={classes.inside} tabIndex={-1}>
          <SheetList value={list}>
            <ModelView id={id} titleId={titleId} />
          </SheetList>
        </div>
      </div>
    </dialog>
  )
}

const moves: Readonly<Record<string, 'previous' | 'next'>> = {
  j: 'next',
  k: 'previous',
  ArrowRight: 'next',
  ArrowLeft: 'previous',
}

/** Where a key has a meaning of its own. */
function isTyping(target: EventTarget): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [role=tablist], pre') !== null
}

function Steps({
  neighbours: { previous, next, place, total },
  show,
}: {
  neighbours: Neighbours
  show: (id: string | undefined) => void
}) {
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
        <IconChevronUp size={18} stroke={1.8} aria-hidden />
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
        <IconChevronDown size={18} stroke={1.8} aria-hidden />
      </button>
      <span className="numbers" role="status">
        {place.toLocaleString('en-US')} of {total.toLocaleString('en-US')}
      </span>
    </div>
  )
}

/** One step back where the list is there, once; else to the list as it was. */
function useClose(id: string, list: List): () => void {
  const { history } = useRouter()
  const go = useNavigate()
  const closed = useRef<string>(null)
  return () => {
    if (closed.current === id) return
    closed.current = id
    if (history.canGoBack()) history.back()
    else void go({ to: '/', search: list as never, replace: true, resetScroll: false })
  }
}
