import { useLocation } from '@tanstack/react-router'
import type { MouseEvent } from 'react'
import classes from './skip-links.module.css'

/** The first stops of the Tab key, visible while focused: past the header, and in the list past search and filters. */
export function SkipLinks() {
  const isList = useLocation({ select: ({ pathname }) => pathname === '/' })
  return (
    <>
      {isList && (
        <a className={classes.link} href="#results" onClick={skip}>
          Skip to results
        </a>
      )}
      <a className={classes.link} href="#main" onClick={skip}>
        Skip to content
      </a>
    </>
  )
}

/** Moves the focus itself, so that no fragment is added to a URL that may be shared. */
function skip(event: MouseEvent<HTMLAnchorElement>): void {
  const target = document.querySelector<HTMLElement>(event.currentTarget.hash) ?? document.getElementById('main')
  if (target === null) return
  event.preventDefault()
  target.focus({ preventScroll: true })
  target.scrollIntoView({ block: 'start' })
}
