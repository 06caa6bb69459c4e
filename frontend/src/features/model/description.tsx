import { lazy, Suspense } from 'react'
import classes from './description.module.css'

const Markdown = lazy(async () => ({ default: (await import('./markdown.js')).DescriptionMarkdown }))

/** What upstream says about it. Until the reader of Markdown is there, as it was written. */
export function Description({ text, isModel }: { text: string; isModel: (id: string) => boolean }) {
  return (
    <div className={classes.description}>
      <Suspense fallback={<p className={classes.plain}>{text}</p>}>
        <Markdown text={text} isModel={isModel} />
      </Suspense>
    </div>
  )
}
