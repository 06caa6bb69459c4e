import type { CostTotals } from '@modelkeep/catalog/contract/cost'
import { Link } from '@tanstack/react-router'
import type { CatalogueView } from '../../../shared/api/catalogue-view.js'
import classes from '../cost.module.css'
import type { UsageResult } from '../pricing/usage-result.js'
import { costText, costTitle, shareText } from './cost-text.js'
import { ScrollRegion } from './scroll-region.js'

interface ModelTableProps {
  result: UsageResult
  view: CatalogueView | null
}

/** The totals of each model, the most expensive first. */
export function ModelTable({ result: { totals, withoutModel }, view }: ModelTableProps) {
  return (
    <section aria-labelledby="by-model">
      <h2 id="by-model">By model</h2>
      <ScrollRegion label="Table of models">
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Model</th>
              {['Cost', 'Share', 'Rows', 'Not priced'].map((name) => (
                <th key={name} scope="col" className={classes.number}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {totals.by_model.map((of) => (
              <ModelRow key={of.model_id} of={of} totals={totals} isListed={view?.byId.has(of.model_id) === true} />
            ))}
            {withoutModel > 0 && (
              <tr>
                <th scope="row" className={classes.unknown}>
                  Not identified
                </th>
                <td className={classes.number}>–</td>
                <td className={classes.number}>–</td>
                <td className={classes.number}>{withoutModel.toLocaleString('en-US')}</td>
                <td className={`${classes.number} ${classes.warn}`}>{withoutModel.toLocaleString('en-US')}</td>
              </tr>
            )}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  )
}

interface ModelRowProps {
  of: CostTotals['by_model'][number]
  totals: CostTotals
  /** Whether the catalogue has the model now. */
  isListed: boolean
}

function ModelRow({ of, totals, isListed }: ModelRowProps) {
  return (
    <tr>
      <th scope="row" className={classes.name}>
        {isListed ? (
          <Link to="/models/$" params={{ _splat: of.model_id }}>
            {of.model_id}
          </Link>
        ) : (
          of.model_id
        )}
      </th>
      <td className={classes.number} title={costTitle(of)}>
        {costText(of)}
      </td>
      <td className={classes.number}>{shareText(of, totals)}</td>
      <td className={classes.number}>{of.rows.toLocaleString('en-US')}</td>
      <td className={of.unpriced > 0 ? `${classes.number} ${classes.warn}` : classes.number}>
        {of.unpriced.toLocaleString('en-US')}
      </td>
    </tr>
  )
}
