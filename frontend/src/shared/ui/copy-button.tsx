import { IconCheck, IconCopy, IconX } from './icons.js'
import { type MouseEvent, useEffect, useState } from 'react'
import { announce } from './announce.js'
import { copyText } from './copy-text.js'
import classes from './copy-button.module.css'

const icons = { idle: IconCopy, copied: IconCheck, failed: IconX } as const
const shownForMs = 1_500

interface CopyButtonProps {
  /** A function is called when the button is clicked. */
  text: string | (() => string)
  /** For the accessible name: `Copy <what>`. */
  what: string
  /** Shown beside the icon. */
  label?: string
  className?: string
  tabIndex?: number
}

/** Copies a text, and confirms it. */
export function CopyButton({ text, what, label, className = '', tabIndex }: CopyButtonProps) {
  const [state, setState] = useState<keyof typeof icons>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), shownForMs)
    return () => clearTimeout(timer)
  }, [state])
  const copy = (event: MouseEvent): void => {
    event.stopPropagation()
    void copyText(typeof text === 'function' ? text() : text).then((done) => {
      setState(done ? 'copied' : 'failed')
      announce(done ? `Copied ${what}` : `Could not copy ${what}`)
    })
  }
  const Icon = icons[state]
  return (
    <button
      type="button"
      className={`${classes.button} ${className}`}
      data-state={state}
      data-labelled={label !== undefined || undefined}
      tabIndex={tabIndex}
      onClick={copy}
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
    >
      <Icon size={14} stroke={1.8} />
      {label !== undefined && <span>{state === 'copied' ? 'Copied' : label}</span>}
    </button>
  )
}
