import { lazyPart } from '../../../shared/ui/lazy-part.js'
import { OptionalPart } from '../../../shared/ui/optional-part.js'
import classes from './description.module.css'

interface DescriptionProps {
  text: string
  isModel: (id: string) => boolean
}

const Markdown = lazyPart(async () => (await import('./markdown.js')).DescriptionMarkdown)

/** Markdown without what is not shown of it, such as the targets of links, so that it takes as many lines. */
export function withoutMarkup(markdown: string): string {
  return markdown.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/\*\*|`/g, '')
}

/** Upstream's description. Its place is kept until the Markdown renderer is loaded; plain text if that fails. */
export function Description({ text, isModel }: DescriptionProps) {
  const shown = withoutMarkup(text)
  const plain = <p className={classes.plain}>{shown}</p>
  const place = (
    <p className={classes.place} aria-hidden>
      {shown}
    </p>
  )
  return (
    <div className={classes.description}>
      <OptionalPart waiting={place} failed={plain}>
        <Markdown text={text} isModel={isModel} />
      </OptionalPart>
    </div>
  )
}
