import { cheaperAlternatives } from '@modelkeep/catalog/alternatives/cheaper-alternatives'
import type { Model } from '@modelkeep/catalog/model/model'
import { useMemo } from 'react'
import { Section } from '../section.js'
import classes from './alternatives.module.css'
import { cheaperText } from './capability-text.js'
import { ModelItem } from './model-item.js'

const maxShown = 5

/** Models that do the same for less. Nothing for a model that is free, or whose price is unknown. */
export function CheaperAlternatives({ model, models }: { model: Model; models: readonly Model[] }) {
  const found = useMemo(() => cheaperAlternatives(model, models, maxShown), [model, models])
  if (found === null) return null
  return (
    <Section title="Cheaper alternatives">
      {found.length === 0 ? (
        <p className={classes.note}>
          No cheaper model has the same modalities and capabilities and at least the same context.
        </p>
      ) : (
        <>
          <ul className={classes.list}>
            {found.map(({ model: other, ...percents }) => (
              <ModelItem key={other.id} model={other}>
                <span className={classes.cheaper}>{cheaperText(percents)}</span>
              </ModelItem>
            ))}
          </ul>
          <p className={classes.note}>
            They have the same modalities and capabilities, at least the same context, and no lower intelligence index
            where both have one.
          </p>
        </>
      )}
    </Section>
  )
}
