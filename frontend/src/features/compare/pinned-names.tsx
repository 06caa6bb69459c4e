import type { Model } from '@modelkeep/catalog/model/model'
import { splitName } from '@modelkeep/catalog/model/model-name'
import { type RefObject, useEffect, useRef } from 'react'
import classes from './pinned-names.module.css'

interface PinnedNamesProps {
  models: readonly Model[]
  /** What scrolls sideways. */
  region: RefObject<HTMLElement | null>
}

/**
 * The names of the models above the table while its header is out of sight: a header inside a region that scrolls sideways cannot stick to
 * the window. Screen readers have the header itself.
 */
export function PinnedNames({ models, region }: PinnedNamesProps) {
  const names = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const [scroller, pinned] = [region.current, names.current]
    const header = scroller?.querySelector('thead')
    if (!scroller || !pinned || !header) return
    const follow = (): void => {
      const { top, height } = pinned.getBoundingClientRect()
      const isHeaderAbove = header.getBoundingClientRect().bottom <= top
      pinned.toggleAttribute('data-shown', isHeaderAbove && scroller.getBoundingClientRect().bottom > top + height)
      pinned.scrollLeft = scroller.scrollLeft
    }
    const removed = new AbortController()
    const options = { signal: removed.signal, passive: true }
    window.addEventListener('scroll', follow, options)
    window.addEventListener('resize', follow, options)
    scroller.addEventListener('scroll', follow, options)
    follow()
    return () => removed.abort()
  }, [region])
  return (
    <div className={classes.pinned} aria-hidden>
      <div ref={names} className={classes.names}>
        <div className={classes.track}>
          <span />
          {models.map((model) => (
            <span key={model.id}>{splitName(model.name).own}</span>
          ))}
        </div>
      </div>
    </div>
  )
}
