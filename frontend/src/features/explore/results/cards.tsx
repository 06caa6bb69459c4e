import { useCallback, useRef } from 'react'
import { Card } from './card.js'
import classes from './cards.module.css'
import { rowsAt } from './list-row.js'
import { openRow, openRowInNewTab, rowIndexOf } from './open-row.js'
import type { ListProps } from './table.js'
import { useListKeys } from './use-list-keys.js'
import { useWindowList } from './use-window-list.js'

/** As styled in cards.module.css, in rem. */
const cardHeight = 8.75
const gap = 0.75
const minCardWidth = 19
const appHeader = 4
const traySpace = 12

/** The list as cards, in as many columns as fit. Prices are USD per million tokens. */
export function ResultsCards({ source, context, room: { top, width }, keys }: ListProps) {
  const host = useRef<HTMLDivElement>(null)
  const across = Math.max(1, Math.floor((width + gap) / (minCardWidth + gap)))
  const count = source.models.length
  const lines = useWindowList({
    host,
    initialTop: top,
    count: Math.ceil(count / across),
    rowHeight: cardHeight,
    gap,
    keep: Math.floor(source.current / across),
    coveredTop: appHeader,
    coveredBottom: traySpace,
  })
  const bringIntoView = useCallback(
    (index: number) => lines.scrollToIndex(Math.floor(index / across), { align: 'auto' }),
    [lines, across],
  )
  useListKeys({ ...keys, list: host, step: across, bringIntoView })
  return (
    // Every card has a link for the keyboard; a mouse may click anywhere on it.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={host}
      id="results"
      tabIndex={-1}
      role="list"
      aria-label="Models; prices are USD per million tokens"
      className={classes.list}
      style={{ height: lines.getTotalSize() }}
      onClick={openRow}
      onAuxClick={openRowInNewTab}
      onFocus={(event) => context.setCurrent(rowIndexOf(event))}
    >
      {lines.getVirtualItems().map(({ key, index, start }) => (
        <div
          key={key}
          className={classes.line}
          style={{
            transform: `translateY(${start - lines.options.scrollMargin}px)`,
            gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))`,
          }}
        >
          {rowsAt(
            Array.from({ length: across }, (_, at) => index * across + at),
            source,
          ).map((row) => (
            <Card key={row.model.id} row={row} context={context} count={count} />
          ))}
        </div>
      ))}
    </div>
  )
}
