import { type ReactNode, useLayoutEffect, useRef } from 'react'
import classes from './overlay-dialog.module.css'

/**
 * A modal dialog of the browser's own, open for as long as it is there: focus stays inside, Esc closes it, and focus goes back to where it
 * was. A press beside it closes it too.
 */
export function ShortcutsDialog({
  label,
  close,
  className,
  children,
}: {
  label: string
  close: () => void
  className?: string | undefined
  children: ReactNode
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    if (element === null) return
    element.showModal()
    // By hand and before it is taken away, so that focus goes back to where it was.
    return () => element.close()
  }, [])
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Esc does the same by keyboard
    <dialog
      ref={dialog}
      aria-label={label}
      data-locks-scroll
      className={`${classes.dialog} ${className ?? classes.padded}`}
      onClose={(event) => !event.currentTarget.open && close()}
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      {children}
    </dialog>
  )
}
