import { useId, useState } from 'react'
import { grouped } from '../../../shared/ui/digits.js'
import classes from './filter-panel.module.css'

export interface CountedValue {
  value: string
  count: number
}

interface FilterCheckProps {
  text: string
  /** How many models it would leave; null: unknown. */
  count: number | null
  isChecked: boolean
  toggle: () => void
}

export function FilterCheck({ text, count, isChecked, toggle }: FilterCheckProps) {
  return (
    <label className={classes.row} data-empty={count === 0 && !isChecked ? true : undefined}>
      <input type="checkbox" checked={isChecked} onChange={toggle} />
      <span className={classes.word} title={text}>
        {text}
      </span>
      {count !== null && (
        <span className={`${classes.count} numbers`}>
          {grouped(count)}
          <span className="visually-hidden"> {count === 1 ? 'model' : 'models'}</span>
        </span>
      )}
    </label>
  )
}

interface FilterValuesProps {
  /** What the values are: `authors`. */
  noun: string
  values: readonly CountedValue[]
  /** In lower case. */
  selected: readonly string[] | undefined
  toggle: (value: string) => void
  labelOf?: (value: string) => string
  /** How many are shown before "Show all"; absent: all. */
  initialCount?: number
  isSearchable?: boolean
}

/** Checkboxes for values. Of many values, the most common and the selected ones are shown first, the rest on demand. */
export function FilterValues({
  noun,
  values,
  selected = [],
  toggle,
  labelOf = (value) => value,
  initialCount = Infinity,
  isSearchable = false,
}: FilterValuesProps) {
  const [showsAll, setShowsAll] = useState(false)
  const [filter, setFilter] = useState('')
  const id = useId()
  const isChosen = (value: string): boolean => selected.includes(value.toLowerCase())
  const words = filter.trim().toLowerCase()
  const found = values.filter(({ value }) => `${value} ${labelOf(value)}`.toLowerCase().includes(words))
  const shown =
    showsAll || words !== '' ? found : found.filter(({ value }, place) => place < initialCount || isChosen(value))
  return (
    <>
      {isSearchable && values.length > initialCount && (
        <input
          type="search"
          className={classes.find}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          placeholder={`Find in ${values.length} ${noun}`}
          aria-label={`Find in ${noun}`}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      <div id={id}>
        {shown.map(({ value, count }) => (
          <FilterCheck
            key={value}
            text={labelOf(value)}
            count={count}
            isChecked={isChosen(value)}
            toggle={() => toggle(value)}
          />
        ))}
        {shown.length === 0 && <p className={classes.note}>{words === '' ? 'No matching models.' : 'No results.'}</p>}
      </div>
      {words === '' && values.length > initialCount && (
        <button
          type="button"
          className={classes.more}
          aria-expanded={showsAll}
          aria-controls={id}
          onClick={() => setShowsAll(!showsAll)}
        >
          {showsAll ? 'Show fewer' : `Show all ${values.length}`}
          <span className="visually-hidden"> {noun}</span>
        </button>
      )}
    </>
  )
}
