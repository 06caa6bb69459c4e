import type { ModelHistory, ModelVersion } from '@modelkeep/catalog/contract/model-history'
import { changeText } from '@modelkeep/catalog/changes/change-text'
import { useState } from 'react'
import { localDay, fullTime } from '../../../shared/ui/local-time.js'
import { useNear } from '../../../shared/hooks/use-near.js'
import classes from './change-log.module.css'
import { HistoryProblem } from '../../../shared/chart/history-problem.js'
import { seenSentences, versionsWithChanges } from './seen-sentences.js'
import { Section } from '../section.js'
import { useHistory } from '../../../shared/chart/use-history.js'

/** The changes of a model, present or removed. */
export function ChangeLog({ id }: { id: string }) {
  const [host, isNear] = useNear<HTMLDivElement>()
  const { data, error, refetch } = useHistory(id, isNear)
  return (
    <Section title="Change log">
      <div ref={host}>
        {data !== undefined ? (
          <Log history={data} />
        ) : error === null ? (
          <div className={classes.waiting} role="status" aria-label="Loading the change log" />
        ) : (
          <HistoryProblem error={error} retry={() => void refetch()} />
        )}
      </div>
    </Section>
  )
}

const shownFirst = 10

function Log({ history }: { history: ModelHistory }) {
  const [showsAll, setShowsAll] = useState(false)
  const { changed, otherCount } = versionsWithChanges(history.versions)
  const shown = showsAll ? changed : changed.slice(0, shownFirst)
  return (
    <>
      <p className={classes.seen}>{seenSentences(history, localDay).join(' ')}</p>
      {changed.length > 0 && (
        <ol className={classes.log}>
          {shown.map((version) => (
            <Version key={version.observed_at} version={version} />
          ))}
        </ol>
      )}
      {changed.length > shownFirst && (
        <button type="button" className={classes.more} aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? `Show only the newest ${shownFirst}` : `Show all ${changed.length}`}
        </button>
      )}
      {otherCount > 0 && (
        <p className={classes.quiet}>
          {otherCount === 1 ? 'One more version' : `${otherCount} more versions`} with other changes only, such as the
          description.
        </p>
      )}
    </>
  )
}

function Version({ version: { observed_at: at, changes } }: { version: ModelVersion }) {
  return (
    <li>
      <time dateTime={at} title={fullTime(at)}>
        {localDay(at)}
      </time>
      <ul>
        {changes.map((change, nr) => (
          <li key={nr}>
            {capitalised(changeText({ ...change, flapping: null, removed_at: null }))}
            {change.scheduled && <small> (scheduled)</small>}
          </li>
        ))}
      </ul>
    </li>
  )
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
