import { IconCube } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { PaletteItem } from './palette-items.js'
import classes from './palette.module.css'

interface RowProps {
  id: string
  item: PaletteItem
  isActive: boolean
  onPoint: () => void
  onChoose: () => void
}

/** One entry. The keys are the field's: a row only takes presses of a pointer. */
export function PaletteRow({ id, item, isActive, onPoint, onChoose }: RowProps) {
  const Icon = item.kind === 'model' ? IconCube : item.command.icon
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isActive) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isActive])
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- an option of a combobox, whose field has the keys
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
      <Icon size={17} stroke={1.6} aria-hidden />
      {item.kind === 'model' ? (
        <span className={classes.model}>
          <span className={classes.name}>{item.model.name.trim()}</span>
          <span className={classes.id}>{item.model.id}</span>
        </span>
      ) : (
        <span className={classes.name}>{item.command.label}</span>
      )}
      {item.kind === 'command' && item.command.shortcut !== undefined && <kbd aria-hidden>{item.command.shortcut}</kbd>}
    </div>
  )
}
