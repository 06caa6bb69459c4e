import { useClickOutside } from '@mantine/hooks'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import type { Icon } from '../../../shared/ui/icons.js'
import { OptionalPart } from '../../../shared/ui/optional-part.js'
import classes from './toolbar.module.css'

interface ToolbarMenuProps {
  label: string
  icon: Icon
  /** Rendered while it is open. */
  children: ReactNode
}

/** A button that opens a panel. Escape and a click outside close it. */
export function ToolbarMenu({ label, icon: Icon, children }: ToolbarMenuProps) {
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
        aria-label={label}
        title={label}
      >
        <Icon size={16} stroke={1.7} />
      </button>
      {isOpen && (
        <div className={classes.panel}>
          <OptionalPart>{children}</OptionalPart>
        </div>
      )}
    </div>
  )
}
