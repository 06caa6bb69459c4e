import type { Model } from '@modelkeep/catalog/model/model'
import { parameterRows, reasoningFacts } from './parameter-rows.js'
import classes from './parameters.module.css'
import { Facts, Section } from '../section.js'

/** What a request can set, with the defaults beside. */
export function Parameters({ model }: { model: Model }) {
  const rows = parameterRows(model)
  const hasDefaults = rows.some(({ usual }) => usual !== null)
  if (rows.length === 0)
    return model.supported_parameters === undefined ? null : (
      <Section title="Parameters">None is said to be supported.</Section>
    )
  return (
    <Section title="Parameters" aside={hasDefaults ? <span className={classes.hint}>= default</span> : undefined}>
      <ul className={classes.parameters}>
        {rows.map(({ name, usual, isSupported }) => (
          <li
            key={name}
            data-unsupported={!isSupported || undefined}
            title={isSupported ? undefined : 'Has a default, and no provider is said to accept it'}
          >
            <code>{name}</code>
            {usual !== null && (
              <span className={classes.usual}>
                <span className="visually-hidden">default </span>= {usual}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

export function Reasoning({ model }: { model: Model }) {
  const facts = reasoningFacts(model)
  if (facts.length === 0) return null
  return (
    <Section title="Reasoning">
      <Facts of={facts} />
    </Section>
  )
}

export function Voices({ model }: { model: Model }) {
  const voices = model.supported_voices ?? []
  if (voices.length === 0) return null
  return (
    <Section title={`Voices (${voices.length})`}>
      <ul className={classes.parameters}>
        {voices.map((voice) => (
          <li key={voice}>{voice}</li>
        ))}
      </ul>
    </Section>
  )
}
