import type { ReactNode } from 'react'
import { ModalDialog } from '../../shared/ui/modal-dialog.js'
import classes from './overlay-dialog.module.css'

interface OverlayDialogProps {
  label: string
  close: () => void
  className?: string | undefined
  children: ReactNode
}

export function OverlayDialog({ label, close, className = classes.padded, children }: OverlayDialogProps) {
  return (
    <ModalDialog close={close} aria-label={label} className={`${classes.dialog} ${className}`}>
      {children}
    </ModalDialog>
  )
}
