import { lazy, Suspense } from 'react'
import classes from './description.module.css'

interface DescriptionProps {
  text: string
  isModel: (id: string) => boolean
}

const Plain = ({ text }: DescriptionProps) => <p className={classes.plain}>{text}</p>
/** Falls back to plain text when the Markdown renderer cannot be loaded. */
const Markdown = lazy(() =>
  import('./markdown.js').then(
    ({ DescriptionMarkdown }) => ({ default: DescriptionMarkdown }),
    () => ({ default: Plain }),
  ),
)

/** Upstream's description; plain text until the Markdown renderer is loaded. */
export function Description({ text, isModel }: DescriptionProps) {
  return (
    <div className={classes.description}>
      <Suspense fallback={<Plain text={text} isModel={isModel} />}>
        <Markdown text={text} isModel={isModel} />
      </Suspense>
    </div>
  )
}
