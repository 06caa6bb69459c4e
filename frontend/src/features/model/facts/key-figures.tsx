import type { Model } from '@modelkeep/catalog/model/model'
import { modelPriceLabel, priceWords } from '../../../shared/ui/prices.js'
import { tokensLabel, tokensTitle } from '../../../shared/ui/tokens.js'
import classes from './key-figures.module.css'

interface Figure {
  name: string
  text: string
  title: string
  unit: string
  /** Not a figure, but why there is none. */
  isWords?: boolean
}

/** The four most important numbers of a model. */
export function KeyFigures({ model }: { model: Model }) {
  const maxOutput = model.top_provider?.max_completion_tokens
  const figures: Figure[] = [
    {
      name: 'Context',
      text: tokensLabel(model.context_length),
      title: tokensTitle(model.context_length),
      unit: 'tokens',
    },
    { name: 'Max output', text: tokensLabel(maxOutput), title: tokensTitle(maxOutput), unit: 'tokens' },
    { name: 'Input', ...priceFigure(model, 'prompt') },
    { name: 'Output', ...priceFigure(model, 'completion') },
  ]
  return (
    <dl className={classes.figures}>
      {figures.map(({ name, text, title, unit, isWords }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd title={title}>
            <strong data-words={isWords || undefined}>{text}</strong> <small>{hasUnit(text) && unit}</small>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function priceFigure(model: Model, key: 'prompt' | 'completion'): Omit<Figure, 'name'> {
  const label = modelPriceLabel(model, key)
  return { text: priceWords(label), title: label.title, unit: 'per 1M tokens', isWords: label.kind === 'unknown' }
}

/** `Free`, `varies`, unknown values and prices with a unit of their own (`*`) have none. */
const hasUnit = (text: string) => /\d$|[KM]$/.test(text)
