import { lazyPart } from '../../../shared/ui/lazy-part.js'
import { OptionalPart } from '../../../shared/ui/optional-part.js'
import classes from './description.module.css'

interface DescriptionProps {
  text: string
  isModel: (id: string) => boolean
}

const Markdown = lazyPart(async () => (await import('./markdown.js')).DescriptionMarkdown)

/** Upstream's description. Its place is kept until the Markdown renderer is loaded; plain text if that fails. */
export function Description({ text, isModel }: DescriptionProps) {
  const plain = <p className={classes.plain}>{text}</p>
  const place = (
    <p className={classes.place} aria-hidden>
      {text}
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
