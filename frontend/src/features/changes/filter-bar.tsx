import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'
import { useCatalogue } from '../../shared/api/use-catalogue.js'
import { type FilterSearch, filterWords, kinds, listOf, withParameter, withToggled } from './change-filter.js'
import classes from './filter-bar.module.css'
import { TextField } from './text-field.js'

const percents = ['5', '10', '25', '50']

/** Which changes one wants to see: all of it stands in the URL. */
export function FilterBar({ search, change }: { search: FilterSearch; change: (to: FilterSearch) => void }) {
  const [isOpen, setIsOpen] = useState(false)
  const id = useId()
  const chosen = listOf(search['kind'])
  const count = filterWords(search).filter(({ name }) => name !== 'kind').length
  return (
    <div role="search" className={classes.bar} aria-label="Filter the changes">
      <div className={classes.kinds} role="group" aria-label="Kinds of change">
        <button
          type="button"
          aria-pressed={chosen.length === 0}
          onClick={() => change(withParameter(search, 'kind', ''))}
        >
          All
        </button>
        {kinds.map(([kind, label]) => (
          <button
            key={kind}
            type="button"
            aria-pressed={chosen.includes(kind)}
            onClick={() => change(withToggled(search, 'kind', kind))}
          >
            {label}
          </button>
        ))}
      </div>
      <button
        type="button"
        className={classes.open}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setIsOpen(!isOpen)}
      >
        <IconAdjustmentsHorizontal size={16} aria-hidden /> More filters{count > 0 && ` (${count})`}
      </button>
      <Fields id={id} isOpen={isOpen} search={search} change={change} />
    </div>
  )
}

interface FieldsProps {
  id: string
  isOpen: boolean
  search: FilterSearch
  change: (to: FilterSearch) => void
}

function Fields({ id, isOpen, search, change }: FieldsProps) {
  const { view } = useCatalogue()
  const ids = view?.models.map((model) => model.id) ?? []
  const authors = [...new Set(ids.map((one) => one.replace(/^~/, '').split('/')[0] ?? ''))].toSorted()
  const set = (name: string) => (value: string) => change(withParameter(search, name, value))
  const least = search['min_percent'] ?? ''
  return (
    <div id={id} className={classes.fields} data-open={isOpen || undefined}>
      <TextField
        label="Author"
        value={search['author'] ?? ''}
        onCommit={set('author')}
        options={authors}
        placeholder="openai, anthropic"
      />
      <TextField
        label="Model"
        value={search['model'] ?? ''}
        onCommit={set('model')}
        options={ids}
        placeholder="openai/gpt-4o"
        isWide
      />
      <Field label="Price moved">
        <select value={least} onChange={(event) => set('min_percent')(event.target.value)}>
          <option value="">by anything</option>
          {[...new Set([...percents, ...(least === '' ? [] : [least])])].map((percent) => (
            <option key={percent} value={percent}>
              by {percent} % or more
            </option>
          ))}
        </select>
      </Field>
      <DayField label="From" value={search['since']} onChange={set('since')} />
      <DayField label="Before" value={search['until']} onChange={set('until')} />
      <label className={classes.check} title="Prices that only moved between the windows of their schedule">
        <input
          type="checkbox"
          checked={search['scheduled'] === 'true'}
          onChange={(event) => set('scheduled')(event.target.checked ? 'true' : '')}
        />
        Scheduled moves too
      </label>
    </div>
  )
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className={classes.field}>
      <span>{label}</span>
      {children}
    </label>
  )
}

/** A day is its midnight in UTC, as the API reads it; of a moment in the URL the day is shown. */
function DayField({
  label,
  value = '',
  onChange,
}: {
  label: string
  value: string | undefined
  onChange: (value: string) => void
}) {
  return (
    <Field label={label}>
      <input
        type="date"
        value={/^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] ?? ''}
        title={value === '' ? 'A day, from midnight UTC' : `${value}; a day begins at midnight UTC`}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  )
}
