import { IconAdjustmentsHorizontal } from '../../../shared/ui/icons.js'
import { type ReactNode, useId, useState } from 'react'
import { useCatalogue } from '../../../shared/api/use-catalogue.js'
import type { ChangesSearch } from '../../../shared/search/search-parameters.js'
import { activeFilters, kinds, listOf, withKindToggled, withParameter } from './change-filter.js'
import { authorIds, authorsText } from './author-list.js'
import type { FoundModels } from './find-models.js'
import classes from './filter-bar.module.css'
import { TextField } from './text-field.js'

const noNames: ReadonlyMap<string, string> = new Map()
const percents = ['5', '10', '25', '50']

interface FilterBarProps {
  search: ChangesSearch
  change: (to: ChangesSearch) => void
  found: FoundModels
}

/** The filter of the changes, which is stored in the URL. */
export function FilterBar({ search, change, found }: FilterBarProps) {
  const [isOpen, setIsOpen] = useState(false)
  const id = useId()
  const chosen = listOf(search.kind)
  const count = activeFilters(search).filter(({ name }) => name !== 'kind').length
  return (
    <div role="search" className={classes.bar} aria-label="Filter changes">
      <div className={classes.kinds} role="group" aria-label="Kinds of change">
        <button
          type="button"
          aria-pressed={chosen.length === 0}
          onClick={() => change(withParameter(search, 'kind', ''))}
        >
          Any change
        </button>
        {kinds.map(([kind, label]) => (
          <button
            key={kind}
            type="button"
            aria-pressed={chosen.includes(kind)}
            onClick={() => change(withKindToggled(search, kind))}
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
        <IconAdjustmentsHorizontal size={16} /> More filters{count > 0 && ` (${count})`}
      </button>
      <Fields id={id} isOpen={isOpen} search={search} change={change} />
      <p className={classes.found} role="status">
        {found.state === 'found' && found.count > 1 && `The model filter matches ${found.count} models.`}
      </p>
    </div>
  )
}

interface FieldsProps {
  id: string
  isOpen: boolean
  search: ChangesSearch
  change: (to: ChangesSearch) => void
}

function Fields({ id, isOpen, search, change }: FieldsProps) {
  const { view } = useCatalogue()
  const ids = view?.models.map((model) => model.id) ?? []
  const names = view?.authorNames ?? noNames
  const set = (name: string) => (value: string) => change(withParameter(search, name, value))
  const minPercent = search.min_percent ?? ''
  return (
    <div id={id} className={classes.fields} data-open={isOpen || undefined}>
      <TextField
        label="Author"
        value={authorsText(search.author, names)}
        onCommit={(text) => set('author')(authorIds(text, names))}
        options={[...names.values()].toSorted((a, b) => a.localeCompare(b, 'en'))}
        placeholder="OpenAI, Anthropic"
      />
      <TextField
        label="Model name or id"
        value={search.model ?? ''}
        onCommit={set('model')}
        options={ids}
        placeholder="gpt-4o, claude sonnet"
        isWide
      />
      <Field label="Price change">
        <select value={minPercent} onChange={(event) => set('min_percent')(event.target.value)}>
          <option value="">Any</option>
          {[...new Set([...percents, ...(minPercent === '' ? [] : [minPercent])])].map((percent) => (
            <option key={percent} value={percent}>
              {percent} % or more
            </option>
          ))}
        </select>
      </Field>
      <DayField label="From" value={search.since} onChange={set('since')} />
      <DayField label="Before" value={search.until} onChange={set('until')} />
      <label className={classes.check} title="Price changes between the time windows of a schedule">
        <input
          type="checkbox"
          checked={search.scheduled === 'true'}
          onChange={(event) => set('scheduled')(event.target.checked ? 'true' : '')}
        />
        Include scheduled changes
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

/** A day stands for its midnight in UTC. Of a full time in the URL, only the day is shown. */
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
        title={value === '' ? 'Days start at midnight UTC' : `${value}; days start at midnight UTC`}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  )
}
