import { withoutRoutingSuffix } from '@modelkeep/catalog/model/model-id'
import type { Model } from '@modelkeep/catalog/model/model'
import { useDocumentTitle } from '@mantine/hooks'
import { useMemo } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { useCatalogue } from '../../shared/api/use-catalogue.js'
import { monthlyCost } from '../../shared/cost/monthly-cost.js'
import type { Workload } from '../../shared/cost/workload.js'
import { maxCompared } from '../../shared/hooks/preferences.js'
import { useNow } from '../../shared/hooks/use-now.js'
import { AddModel } from '../../shared/ui/add-model.js'
import { CopyButton } from '../../shared/ui/copy-button.js'
import { csvFileName, downloadCsvText } from '../../shared/ui/csv-text.js'
import { CompareNotices } from './compare-notices.js'
import classes from './compare.module.css'
import { ComparisonTable } from './comparison-table.js'
import { comparisonCsv } from './comparison-csv.js'
import { ComparisonToolbar } from './comparison-toolbar.js'
import { comparisonOf } from './comparison.js'
import { EmptyComparison } from './empty-comparison.js'
import { fieldGroups } from './fact-fields.js'
import { PriceHistorySection } from './history/price-history-section.js'
import { useComparisonUrl, useSyncSelection } from './use-comparison-url.js'
import { cheapestFirst, type CostOf } from './workload-fields.js'
import { WorkloadForm } from './workload-form.js'

export function ComparePage() {
  useDocumentTitle('Compare models · Modelkeep')
  const { view, error, retry } = useCatalogue()
  return (
    <main id="main" tabIndex={-1} className={classes.page} data-paper="landscape">
      {view !== null && <Comparison view={view} />}
      {view === null && <h1 className={classes.title}>Compare models</h1>}
      {view === null && error === null && (
        <div className={classes.skeleton} role="status" aria-label="Loading the catalogue" />
      )}
      {view === null && error !== null && (
        <p role="alert">
          The catalogue could not be loaded: Modelkeep cannot be reached.{' '}
          <button type="button" className={classes.button} onClick={retry}>
            Try again
          </button>
        </p>
      )}
    </main>
  )
}

function Comparison({ view }: { view: CatalogueView }) {
  const url = useComparisonUrl()
  const { requested: written, workload, period, onlyDifferences, cheapestFirst: isSorted, isEmptied, change } = url
  const requested = useMemo(() => ({ ...written, ids: knownIds(written.ids, view) }), [written, view])
  const { ids } = requested
  const chosen = useMemo(() => ids.flatMap((id) => view.byId.get(id) ?? []), [ids, view])
  const costOf = useCosts(chosen, workload)
  const models = useMemo(() => (isSorted ? cheapestFirst(chosen, costOf) : chosen), [chosen, isSorted, costOf])
  const groups = useMemo(
    () => comparisonOf(models, fieldGroups(models, costOf, period), onlyDifferences && models.length > 1),
    [models, costOf, period, onlyDifferences],
  )
  useSyncSelection(chosen.length > 0 || isEmptied ? chosen.map(({ id }) => id) : null)
  const setIds = (to: readonly string[]): void => change({ ids: to })
  return (
    <>
      <div className={classes.head}>
        <Heading count={models.length} />
        {models.length > 0 && (
          <CopyButton text={() => window.location.href} what="the link to this comparison" label="Copy link" />
        )}
        <AddModel view={view} chosen={ids} max={maxCompared} add={(id) => setIds([...ids, id])} />
      </div>
      <CompareNotices requested={requested} view={view} setIds={setIds} />
      {models.length === 0 ? (
        <EmptyComparison view={view} searchOf={url.searchOf} />
      ) : (
        <>
          <WorkloadForm
            workload={workload}
            period={period}
            change={(patch) => change({ workload: patch })}
            setPeriod={(to) => change({ period: to })}
          />
          <ComparisonToolbar
            onlyDifferences={onlyDifferences}
            cheapestFirst={isSorted}
            canCompare={models.length > 1}
            change={change}
            download={() => downloadCsvText(comparisonCsv(models, groups), csvFileName(Date.now(), 'comparison'))}
          />
          <ComparisonTable
            models={models}
            groups={groups}
            authorNames={view.authorNames}
            remove={(id) => setIds(ids.filter((one) => one !== id))}
          />
          <PriceHistorySection models={models} />
        </>
      )}
    </>
  )
}

/** Time windows of prices last hours, so a few minutes do not matter. */
const clockMs = 300_000

/** The cost of the workload with each of the models, by current prices. */
function useCosts(models: readonly Model[], workload: Workload): CostOf {
  const now = useNow(clockMs)
  return useMemo(() => {
    const costs = new Map(models.map((model) => [model, monthlyCost(model, workload, now)]))
    return (model) => costs.get(model) ?? monthlyCost(model, workload, now)
  }, [models, workload, now])
}

/** An id with a routing suffix, such as `:nitro`, that is no model of its own is the model without it. */
function knownIds(ids: readonly string[], view: CatalogueView): readonly string[] {
  return [...new Set(ids.map((id) => (view.byId.has(id) ? id : withoutRoutingSuffix(id))))]
}

function Heading({ count }: { count: number }) {
  return (
    <div className={classes.heading}>
      <h1 className={classes.title}>Compare models</h1>
      <p className={classes.count} role="status">
        {count === 0 ? `Up to ${maxCompared} side by side` : `${count} of ${maxCompared}`}
      </p>
    </div>
  )
}
