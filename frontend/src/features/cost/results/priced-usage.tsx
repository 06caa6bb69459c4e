import type { CatalogueView } from '../../../shared/api/catalogue-view.js'
import type { UsagePricing, UsageRun } from '../pricing/use-usage-pricing.js'
import { WhatIf } from '../what-if/what-if.js'
import { ColumnChoice } from './column-choice.js'
import { DayChart } from './day-chart.js'
import { Failures } from './failures.js'
import { ModelTable } from './model-table.js'
import { Notes } from './notes.js'
import { RunBar } from './run-bar.js'
import { Summary } from './summary.js'

interface PricedUsageProps extends Pick<UsagePricing, 'start' | 'cancel' | 'resume' | 'clear'> {
  run: UsageRun
  view: CatalogueView | null
}

/** A usage file and what is known of its cost so far. */
export function PricedUsage({ run, view, start, cancel, resume, clear }: PricedUsageProps) {
  const { result, state } = run
  const { totals } = result
  const hasCosts = totals.unpriced < totals.rows
  return (
    <>
      <RunBar run={run} cancel={cancel} clear={clear} resume={resume} />
      {totals.rows > 0 && <Summary result={result} />}
      {run.report !== null && <ColumnChoice run={run} start={start} />}
      {totals.rows > 0 && (
        <>
          {hasCosts && <DayChart days={totals.by_day} />}
          {totals.by_model.length > 0 && <ModelTable result={result} view={view} />}
          {hasCosts && state !== 'running' && <WhatIf run={run} view={view} />}
          <Notes result={result} report={run.report} />
          <Failures result={result} place={run.report?.format === 'json' ? 'nr' : 'line'} />
        </>
      )}
    </>
  )
}
