import classes from './filter-panel.module.css'

interface FilterStepsProps<T extends number> {
  steps: readonly T[]
  labelOf: (step: T) => string
  /** In the order of the steps; undefined while unknown. */
  counts: readonly number[] | undefined
  chosen: number | undefined
  choose: (step: T | undefined) => void
}

/** Fixed bounds, of which at most one is chosen. */
export function FilterSteps<T extends number>({ steps, labelOf, counts, chosen, choose }: FilterStepsProps<T>) {
  return (
    <div className={classes.steps}>
      {steps.map((step, place) => (
        <button
          key={step}
          type="button"
          aria-pressed={step === chosen}
          data-empty={counts?.[place] === 0 ? true : undefined}
          onClick={() => choose(step === chosen ? undefined : step)}
        >
          {labelOf(step)}
          {counts !== undefined && (
            <span className={`${classes.count} numbers`}>
              {counts[place]?.toLocaleString('en')}
              <span className="visually-hidden"> {counts[place] === 1 ? 'model' : 'models'}</span>
            </span>
          )}
        </button>
      ))}
    </div>
  )
}
