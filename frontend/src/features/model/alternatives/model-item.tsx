import type { Model } from '@modelkeep/catalog/model/model'
import type { ReactNode } from 'react'
import { modelPriceLabel, priceWords } from '../../../shared/ui/prices.js'
import { tokensLabel } from '../../../shared/ui/tokens.js'
import { ModelLink } from '../model-link.js'
import classes from './alternatives.module.css'

/** A model in a list of suggestions, with its prices and context; `children`: how it differs. */
export function ModelItem({ model, children }: { model: Model; children?: ReactNode }) {
  const price = (key: 'prompt' | 'completion'): string => priceWords(modelPriceLabel(model, key))
  return (
    <li className={classes.item}>
      <ModelLink id={model.id} className={classes.name}>
        {model.name.trim() || model.id}
      </ModelLink>
      {children}
      <span className={classes.terms} title="Prices per million tokens; context in tokens">
        Input {price('prompt')} · Output {price('completion')} · Context {tokensLabel(model.context_length)}
      </span>
    </li>
  )
}
