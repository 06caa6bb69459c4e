import type { ReactNode } from 'react'
import classes from './notice.module.css'

interface NoticeProps {
  kind: 'warning' | 'note'
  icon: ReactNode
  children: ReactNode
}

export function Notice({ kind, icon, children }: NoticeProps) {
  return (
    <div className={classes.notice} data-kind={kind}>
      {icon}
      <div>{children}</div>
    </div>
  )
}
