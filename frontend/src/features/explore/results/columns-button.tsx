import { useClickOutside } from '@mantine/hooks'
import { IconColumns3 } from '../../../shared/ui/icons.js'
import { type ComponentProps, type KeyboardEvent, useRef, useState } from 'react'
import { lazyPart } from '../../../shared/ui/lazy-part.js'
import { OptionalPart } from '../../../shared/ui/optional-part.js'
import classes from './toolbar.module.css'

const ColumnsMenu = lazyPart(async () => (await import('./columns-menu.js')).ColumnsMenu)

/** Opens the columns menu. Escape and a click outside close it. */
export function ColumnsButton(props: ComponentProps<typeof ColumnsMenu>) {
  const [isOpen, setIsOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const host = useClickOutside<HTMLDivElement>(() => setIsOpen(false))
  const close = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !isOpen) return
    event.stopPropagation()
    setIsOpen(false)
    button.current?.focus()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- handles keys of its content
    <div ref={host} className={classes.anchor} onKeyDown={close}>
      <button
        ref={button}
        type="button"
        className={classes.button}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        aria-label="Columns"
        title="Columns"
      >
        <IconColumns3 size={16} stroke={1.7} />
      </button>
      {isOpen && (
        <div className={classes.panel}>
          <OptionalPart>
            <ColumnsMenu {...props} />
          </OptionalPart>
        </div>
      )}
    </div>
  )
}
