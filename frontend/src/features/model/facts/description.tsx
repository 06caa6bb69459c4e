import { lazy } from 'react'
import { OptionalPart } from '../../../shared/ui/optional-part.js'
import classes from './description.module.css'

interface DescriptionProps {
  text: string
  isModel: (id: string) => boolean
}

const Markdown = lazy(async () => ({ default: (await import('./markdown.js')).DescriptionMarkdown }))

/** Upstream's description; plain text until the Markdown renderer is loaded, and if it fails. */
export function Description({ text, isModel }: DescriptionProps) {
  const plain = <p className={classes.plain}>{text}</p>
  return (
    <div className={classes.description}>
      <OptionalPart waiting={plain} failed={plain}>
        <Markdown text={text} isModel={isModel} />
      </OptionalPart>
    </div>
  )
}
