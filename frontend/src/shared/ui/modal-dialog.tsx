import { type ComponentProps, useLayoutEffect, useRef } from 'react'

interface ModalDialogProps extends Omit<ComponentProps<'dialog'>, 'onClose' | 'onClick' | 'ref'> {
  close: () => void
}

/** A native modal dialog, open while mounted: it traps focus, and Esc or a click on the backdrop closes it. */
export function ModalDialog({ close, children, ...props }: ModalDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    // Closed before it is removed, so that the browser returns focus to where it was.
    return () => element?.close()
  }, [])
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Esc does the same by keyboard
    <dialog
      {...props}
      ref={dialog}
      data-locks-scroll
      onClose={(event) => !event.currentTarget.open && close()}
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      {children}
    </dialog>
  )
}
