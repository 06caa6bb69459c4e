import type { Model } from '@modelkeep/catalog/model/model'
import { parameterRows, reasoningFacts } from './parameter-rows.js'
import classes from './parameters.module.css'
import { Facts, Section } from '../section.js'

/** Request parameters with their defaults. */
export function Parameters({ model }: { model: Model }) {
  const rows = parameterRows(model)
  const hasDefaults = rows.some(({ defaultValue }) => defaultValue !== null)
  if (rows.length === 0)
    return model.supported_parameters === undefined ? null : (
      <Section title="Parameters">No supported parameters are listed.</Section>
    )
  return (
    <Section title="Parameters" aside={hasDefaults ? <span className={classes.hint}>= default</span> : undefined}>
      <ul className={classes.parameters}>
        {rows.map(({ name, defaultValue, isSupported }) => (
          <li
            key={name}
            data-unsupported={!isSupported || undefined}
            title={isSupported ? undefined : 'Has a default, but no provider lists it as supported'}
          >
            <code>{name}</code>
            {defaultValue !== null && (
              <span className={classes.usual}>
                <span className="visually-hidden">default </span>= {defaultValue}
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
