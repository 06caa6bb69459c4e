import { type RefObject, useLayoutEffect, useRef } from 'react'

/** A <dialog> that is modal for as long as it is rendered; the focus goes into `inside`, and back to where it was. */
export function useModal(): { dialog: RefObject<HTMLDialogElement | null>; inside: RefObject<HTMLDivElement | null> } {
  const dialog = useRef<HTMLDialogElement>(null)
  const inside = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    inside.current?.focus({ preventScroll: true })
    return () => shown?.close()
  }, [])
  return { dialog, inside }
}
