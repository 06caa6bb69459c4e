import type { Model } from '@modelkeep/catalog/model/model'
import { modelPriceLabel } from '../../../shared/ui/prices.js'
import { tokensLabel, tokensTitle } from '../../../shared/ui/tokens.js'
import classes from './key-figures.module.css'

/** The four most important numbers of a model. */
export function KeyFigures({ model }: { model: Model }) {
  const maxOutput = model.top_provider?.max_completion_tokens
  const figures = [
    {
      name: 'Context',
      text: tokensLabel(model.context_length),
      title: tokensTitle(model.context_length),
      unit: 'tokens',
    },
    { name: 'Max output', text: tokensLabel(maxOutput), title: tokensTitle(maxOutput), unit: 'tokens' },
    { name: 'Input', ...modelPriceLabel(model, 'prompt'), unit: 'per 1M tokens' },
    { name: 'Output', ...modelPriceLabel(model, 'completion'), unit: 'per 1M tokens' },
  ]
  return (
    <dl className={classes.figures}>
      {figures.map(({ name, text, title, unit }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd title={title}>
            <strong>{text}</strong> <small>{hasUnit(text) && unit}</small>
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** `Free`, `varies`, unknown values and prices with a unit of their own (`*`) have none. */
const hasUnit = (text: string) => /\d$|[KM]$/.test(text)
