import { lazy, Suspense } from 'react'
import classes from './description.module.css'

interface DescriptionProps {
  text: string
  isModel: (id: string) => boolean
}

const Plain = ({ text }: DescriptionProps) => <p className={classes.plain}>{text}</p>
/** As it was written, too, where the reader of Markdown cannot be fetched. */
const Markdown = lazy(() =>
  import('./markdown.js').then(
    ({ DescriptionMarkdown }) => ({ default: DescriptionMarkdown }),
    () => ({ default: Plain }),
  ),
)

/** What upstream says about it. Until the reader of Markdown is there, as it was written. */
export function Description({ text, isModel }: DescriptionProps) {
  return (
    <div className={classes.description}>
      <Suspense fallback={<Plain text={text} isModel={isModel} />}>
        <Markdown text={text} isModel={isModel} />
      </Suspense>
    </div>
  )
}
