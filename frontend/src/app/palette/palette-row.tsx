import { useEffect, useRef } from 'react'
import { IconCube } from '../../shared/ui/icons.js'
import type { PaletteItem } from './palette-items.js'
import classes from './palette.module.css'

interface RowProps {
  id: string
  item: PaletteItem
  isActive: boolean
  onPoint: () => void
  onChoose: () => void
}

/** One result. The field handles the keys, so a row only handles the pointer. */
export function PaletteRow({ id, item, isActive, onPoint, onChoose }: RowProps) {
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isActive) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isActive])
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- an option of a combobox, whose field handles the keys
    <div
      ref={row}
      id={id}
      role="option"
      aria-selected={isActive}
      tabIndex={-1}
      className={classes.row}
      onPointerMove={() => !isActive && onPoint()}
      onPointerDown={(event) => event.pointerType === 'mouse' && event.preventDefault()}
      onClick={onChoose}
    >
      <RowContent item={item} />
    </div>
  )
}

function RowContent({ item }: { item: PaletteItem }) {
  if (item.kind === 'model')
    return (
      <>
        <IconCube size={17} stroke={1.6} />
        <span className={classes.model}>
          <span className={classes.name}>{item.model.name.trim()}</span>
          <span className={classes.id}>{item.model.id}</span>
        </span>
      </>
    )
  const { icon: Icon, label, shortcut } = item.command.entry
  return (
    <>
      <Icon size={17} stroke={1.6} />
      <span className={classes.name}>{label}</span>
      {shortcut !== undefined && <kbd aria-hidden>{shortcut}</kbd>}
    </>
  )
}
