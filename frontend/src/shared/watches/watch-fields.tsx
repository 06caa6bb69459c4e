import { useId } from 'react'
import { destinations, exampleOf, type WatchDraft } from './watch-commands.js'
import classes from './watch-section.module.css'

const groupings = [
  ['each', 'One per change'],
  ['hourly', 'One per hour'],
  ['daily', 'One per day'],
] as const

/** What a watch needs beside its filter. */
export function WatchFields({ draft, change }: { draft: WatchDraft; change: (part: Partial<WatchDraft>) => void }) {
  const id = useId()
  const { name, type, target, grouping } = draft
  return (
    <div className={classes.fields}>
      <label htmlFor={`${id}-name`}>Name</label>
      <input
        id={`${id}-name`}
        value={name}
        maxLength={100}
        autoComplete="off"
        onChange={({ target: { value } }) => change({ name: value })}
      />
      <label htmlFor={`${id}-type`}>Send to</label>
      <select
        id={`${id}-type`}
        value={type}
        onChange={({ target: { value } }) => change({ type: value as WatchDraft['type'], target: '' })}
      >
        {destinations.map((one) => (
          <option key={one.type} value={one.type}>
            {one.label}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-target`}>{type === 'email' ? 'Address' : 'URL'}</label>
      <input
        id={`${id}-target`}
        type={type === 'email' ? 'email' : 'url'}
        value={target}
        placeholder={exampleOf(type)}
        autoComplete="off"
        onChange={({ target: { value } }) => change({ target: value })}
      />
      <label htmlFor={`${id}-grouping`}>Messages</label>
      <select
        id={`${id}-grouping`}
        value={grouping}
        onChange={({ target: { value } }) => change({ grouping: value as WatchDraft['grouping'] })}
      >
        {groupings.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  )
}
