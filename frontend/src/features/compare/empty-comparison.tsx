import { IconArrowRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import classes from './empty-comparison.module.css'
import { exampleComparisons } from './examples.js'

/** How to begin, and three ways of doing so at once. */
export function EmptyComparison({
  view,
  searchOf,
}: {
  view: CatalogueView
  searchOf: (ids: readonly string[]) => Record<string, string>
}) {
  const examples = useMemo(() => exampleComparisons(view.models), [view])
  return (
    <div className={classes.empty}>
      <p className={classes.how}>
        Prices, limits, capabilities and benchmarks in one table, with the cost of your own workload. Add models above,
        or tick them <Link to="/">in the list</Link>. The address of this page is the comparison: share it.
      </p>
      {examples.length > 0 && (
        <section aria-labelledby="examples">
          <h2 id="examples" className={classes.subtitle}>
            Or begin with
          </h2>
          <ul className={classes.examples}>
            {examples.map(({ key, title, why, models }) => (
              <li key={key}>
                <Link to="/compare" search={searchOf(models.map(({ id }) => id)) as never} className={classes.example}>
                  <strong>
                    {title} <IconArrowRight size={16} aria-hidden />
                  </strong>
                  <span className={classes.why}>{why}</span>
                  <span className={classes.names}>
                    {models.map((model) => (
                      <span key={model.id}>{model.name.trim()}</span>
                    ))}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
