import { useId, useState } from 'react'
import { grouped } from '../../../shared/ui/digits.js'
import classes from './filter-panel.module.css'

export interface CountedValue {
  value: string
  count: number
}

interface FilterCheckProps {
  text: string
  /** How many models it would leave; null: not known. */
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
  /** What they are, for those who hear the page: `authors`. */
  noun: string
  values: readonly CountedValue[]
  /** In lower case. */
  selected: readonly string[] | undefined
  toggle: (value: string) => void
  wordOf?: (value: string) => string
  /** How many are shown at first; absent: all. */
  atFirst?: number
  isSearchable?: boolean
}

/** Values to choose from; of many, those of most models, what is chosen, and the rest when asked for. */
export function FilterValues({
  noun,
  values,
  selected = [],
  toggle,
  wordOf = (value) => value,
  atFirst = Infinity,
  isSearchable = false,
}: FilterValuesProps) {
  const [isWhole, setWhole] = useState(false)
  const [wanted, setWanted] = useState('')
  const id = useId()
  const isChosen = (value: string): boolean => selected.includes(value.toLowerCase())
  const words = wanted.trim().toLowerCase()
  const found = values.filter(({ value }) => value.toLowerCase().includes(words))
  const shown = isWhole || words !== '' ? found : found.filter(({ value }, place) => place < atFirst || isChosen(value))
  return (
    <>
      {isSearchable && values.length > atFirst && (
        <input
          type="search"
          className={classes.find}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
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
            text={wordOf(value)}
            count={count}
            isChecked={isChosen(value)}
            toggle={() => toggle(value)}
          />
        ))}
        {shown.length === 0 && (
          <p className={classes.note}>{words === '' ? 'No model is left.' : 'None of that name.'}</p>
        )}
      </div>
      {words === '' && values.length > atFirst && (
        <button
          type="button"
          className={classes.more}
          aria-expanded={isWhole}
          aria-controls={id}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? 'Show fewer' : `Show all ${values.length}`}
          <span className="visually-hidden"> {noun}</span>
        </button>
      )}
    </>
  )
}
