import { ApiProblem, isWithoutDatabase } from '../../../shared/api/problem.js'
import { csvFileName, downloadCsvText } from '../../../shared/ui/csv-text.js'
import { IconAlertTriangle, IconDownload, IconRefresh, IconX } from '../../../shared/ui/icons.js'
import { asSentence } from '../../../shared/ui/utc-time.js'
import shared from '../cost.module.css'
import type { UsageRun } from '../pricing/use-usage-pricing.js'
import { countText } from './cost-text.js'
import { pricedRowsCsv } from './priced-rows-csv.js'
import classes from './run-bar.module.css'

interface RunBarProps {
  run: UsageRun
  cancel: () => void
  clear: () => void
  /** Prices the rows that are left. */
  resume: () => void
}

const formats = { csv: 'CSV', json: 'JSON', ndjson: 'NDJSON' } as const

/** What is priced, how far it is, and what can be done with it. */
export function RunBar({ run, cancel, clear, resume }: RunBarProps) {
  const { source, state, report, records } = run
  const format = report?.format ?? null
  const isPartial = (state === 'cancelled' || state === 'failed') && records.length > 0
  return (
    <div className={classes.bar}>
      <p className={classes.source}>
        <strong>{source.name}</strong>
        {format !== null && <span>{formats[format]}</span>}
        <span role="status">{progressText(run)}</span>
      </p>
      {state === 'running' && (
        <progress
          className={classes.progress}
          max={source.content.size}
          value={run.bytes}
          aria-label="Read and priced"
        />
      )}
      {run.waiting !== null && <p className={classes.waiting}>{run.waiting}</p>}
      {(isPartial || state === 'failed') && (
        <p className={classes.partial} role="alert">
          <IconAlertTriangle size={18} />
          <span>
            {state === 'failed' && run.error !== null && `${errorText(run.error)} `}
            {isPartial && (
              <strong>Partial result: only the first {countText(records.length, 'row')} are priced.</strong>
            )}
          </span>
        </p>
      )}
      <Actions run={run} cancel={cancel} clear={clear} resume={resume} />
    </div>
  )
}

function Actions({ run: { state, records, error }, cancel, clear, resume }: RunBarProps) {
  // A file that cannot be read stays so.
  const hasMore = state !== 'done' && error?.name !== 'UsageFileError'
  return (
    <div className={shared.actions}>
      {state === 'running' ? (
        <button type="button" onClick={cancel}>
          <IconX size={16} />
          Cancel
        </button>
      ) : (
        <>
          {records.length > 0 && (
            <button
              type="button"
              onClick={() => downloadCsvText(pricedRowsCsv(records), csvFileName(Date.now(), 'cost'))}
            >
              <IconDownload size={16} />
              Download rows as CSV
            </button>
          )}
          {hasMore && (
            <button type="button" onClick={resume}>
              <IconRefresh size={16} />
              {records.length > 0 ? 'Price the rest' : 'Try again'}
            </button>
          )}
          <button type="button" onClick={clear}>
            Price other usage
          </button>
        </>
      )}
    </div>
  )
}

function progressText({ state, source, bytes, records }: UsageRun): string {
  const rows = countText(records.length, 'row')
  if (state === 'done') return records.length > 0 ? rows : 'No rows to price'
  if (state === 'cancelled') return `Cancelled after ${rows}`
  if (state === 'failed') return `Failed after ${rows}`
  const percent = source.content.size === 0 ? 0 : Math.floor((bytes / source.content.size) * 100)
  return `Pricing: ${rows}, ${percent} %`
}

function errorText(error: Error): string {
  if (error.name === 'UsageFileError') return asSentence(error.message)
  if (isWithoutDatabase(error))
    return 'This Modelkeep runs without a database, so prices of earlier times are not known.'
  if (error instanceof ApiProblem) return `The rows could not be priced: ${error.message}.`
  if (error.name === 'NotReadableError') return 'The file could not be read: it changed or is gone.'
  return `The rows could not be priced: ${error.message}.`
}
