import { useDocumentTitle } from '@mantine/hooks'
import { useMemo } from 'react'
import { useCatalogue } from '../../shared/api/use-catalogue.js'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { mostCompared } from '../../shared/hooks/preferences.js'
import { CopyButton } from '../../shared/ui/copy-button.js'
import { AddModel } from './add-model.js'
import { CompareNotices } from './compare-notices.js'
import classes from './compare.module.css'
import { ComparisonTable } from './comparison-table.js'
import { comparisonOf } from './comparison.js'
import { EmptyComparison } from './empty-comparison.js'
import { fieldGroups } from './fact-fields.js'
import { useComparisonUrl, useSelectionInStep } from './use-comparison-url.js'
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
  const { asked, workload, onlyDifferences, isEmptied, change, searchWith } = useComparisonUrl()
  const models = useMemo(() => asked.ids.flatMap((id) => view.byId.get(id) ?? []), [asked, view])
  const groups = useMemo(
    () => comparisonOf(models, fieldGroups(models, workload), onlyDifferences && models.length > 1),
    [models, workload, onlyDifferences],
  )
  useSelectionInStep(models.length > 0 || isEmptied ? models.map(({ id }) => id) : null)
  const keep = (ids: readonly string[]): void => change({ ids })
  const add = (id: string): void => keep([...asked.ids, id])
  return (
    <>
      <div className={classes.head}>
        <div className={classes.heading}>
          <h1 className={classes.title}>Compare models</h1>
          <p className={classes.count} role="status">
            {models.length === 0 ? `Up to ${mostCompared} side by side` : `${models.length} of at most ${mostCompared}`}
          </p>
        </div>
        {models.length > 0 && (
          <CopyButton text={window.location.href} what="the link to this comparison" label="Copy link" />
        )}
        <AddModel view={view} chosen={asked.ids} add={add} />
      </div>
      <CompareNotices asked={asked} view={view} keep={keep} />
      {models.length === 0 ? (
        <EmptyComparison view={view} searchOf={(ids) => searchWith({ ids })} />
      ) : (
        <>
          <WorkloadForm workload={workload} change={(to) => change({ workload: to })} />
          <div className={classes.toolbar}>
            <label className={classes.check}>
              <input
                type="checkbox"
                checked={onlyDifferences}
                disabled={models.length < 2}
                onChange={(event) => change({ onlyDifferences: event.currentTarget.checked })}
              />
              Only differences
            </label>
            <span className={classes.legend}>
              {models.length < 2 ? (
                'Add another model to see how they differ.'
              ) : (
                <>
                  <b aria-hidden>≠</b> the models differ
                </>
              )}
            </span>
          </div>
          <ComparisonTable
            models={models}
            groups={groups}
            remove={(id) => keep(asked.ids.filter((one) => one !== id))}
          />
        </>
      )}
    </>
  )
}
