import { withoutRoutingSuffix } from '@modelkeep/catalog/model/model-id'
import { useDocumentTitle } from '@mantine/hooks'
import { useMemo } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { useCatalogue } from '../../shared/api/use-catalogue.js'
import { maxCompared } from '../../shared/hooks/preferences.js'
import { CopyButton } from '../../shared/ui/copy-button.js'
import { AddModel } from './add-model.js'
import { CompareNotices } from './compare-notices.js'
import classes from './compare.module.css'
import { ComparisonTable } from './comparison-table.js'
import { comparisonOf } from './comparison.js'
import { EmptyComparison } from './empty-comparison.js'
import { fieldGroups } from './fact-fields.js'
import { useComparisonUrl, useSyncSelection } from './use-comparison-url.js'
import { WorkloadForm } from './workload-form.js'

export function ComparePage() {
  useDocumentTitle('Compare models · Modelkeep')
  const { view, error, retry } = useCatalogue()
  return (
    <main id="main" tabIndex={-1} className={classes.page}>
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
  const { requested: written, workload, onlyDifferences, isEmptied, change, searchOf } = useComparisonUrl()
  const requested = useMemo(() => ({ ...written, ids: knownIds(written.ids, view) }), [written, view])
  const { ids } = requested
  const models = useMemo(() => ids.flatMap((id) => view.byId.get(id) ?? []), [ids, view])
  const groups = useMemo(
    () => comparisonOf(models, fieldGroups(models, workload), onlyDifferences && models.length > 1),
    [models, workload, onlyDifferences],
  )
  useSyncSelection(models.length > 0 || isEmptied ? models.map(({ id }) => id) : null)
  const setIds = (to: readonly string[]): void => change({ ids: to })
  return (
    <>
      <div className={classes.head}>
        <Heading count={models.length} />
        {models.length > 0 && (
          <CopyButton text={() => window.location.href} what="the link to this comparison" label="Copy link" />
        )}
        <AddModel view={view} chosen={ids} add={(id) => setIds([...ids, id])} />
      </div>
      <CompareNotices requested={requested} view={view} setIds={setIds} />
      {models.length === 0 ? (
        <EmptyComparison view={view} searchOf={searchOf} />
      ) : (
        <>
          <WorkloadForm workload={workload} change={(patch) => change({ workload: patch })} />
          <DifferencesToggle
            isOn={onlyDifferences}
            canCompare={models.length > 1}
            setOn={(isOn) => change({ onlyDifferences: isOn })}
          />
          <ComparisonTable models={models} groups={groups} remove={(id) => setIds(ids.filter((one) => one !== id))} />
        </>
      )}
    </>
  )
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

interface DifferencesToggleProps {
  isOn: boolean
  canCompare: boolean
  setOn: (isOn: boolean) => void
}

function DifferencesToggle({ isOn, canCompare, setOn }: DifferencesToggleProps) {
  return (
    <div className={classes.toolbar}>
      <label className={classes.check}>
        <input
          type="checkbox"
          checked={isOn}
          disabled={!canCompare}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
        Only differences
      </label>
      <span className={classes.legend}>
        {canCompare ? (
          <>
            <b aria-hidden>≠</b> models differ
          </>
        ) : (
          'Add another model to see differences.'
        )}
      </span>
    </div>
  )
}
