import type { ModelHistory, ModelVersion } from '@modelkeep/catalog/contract/model-history'
import { changeText } from '@modelkeep/catalog/changes/change-text'
import { useState } from 'react'
import { localDay, wholeMoment } from '../../../shared/ui/local-time.js'
import { useNear } from '../../../shared/hooks/use-near.js'
import classes from './change-log.module.css'
import { HistoryProblem } from './history-problem.js'
import { seenSentences, versionsWithNews } from './seen-sentences.js'
import { Section } from '../section.js'
import { useHistory } from './use-history.js'

/** What changed about a model and when, also of one that is gone. */
export function ChangeLog({ id }: { id: string }) {
  const [place, isNear] = useNear<HTMLDivElement>()
  const { data, error, refetch } = useHistory(id, isNear)
  return (
    <Section title="Change log">
      <div ref={place}>
        {data !== undefined ? (
          <Log history={data} />
        ) : error === null ? (
          <div className={classes.waiting} role="status" aria-label="The change log is on its way" />
        ) : (
          <HistoryProblem error={error} retry={() => void refetch()} />
        )}
      </div>
    </Section>
  )
}

const shownAtFirst = 10

function Log({ history }: { history: ModelHistory }) {
  const [isWhole, setIsWhole] = useState(false)
  const { told, quiet } = versionsWithNews(history.versions)
  const shown = isWhole ? told : told.slice(0, shownAtFirst)
  return (
    <>
      <p className={classes.seen}>{seenSentences(history, localDay).join(' ')}</p>
      {told.length > 0 && (
        <ol className={classes.log}>
          {shown.map((version) => (
            <Version key={version.observed_at} version={version} />
          ))}
        </ol>
      )}
      {told.length > shownAtFirst && (
        <button type="button" className={classes.more} aria-expanded={isWhole} onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? `Show the newest ${shownAtFirst} only` : `Show all ${told.length}`}
        </button>
      )}
      {quiet > 0 && (
        <p className={classes.quiet}>
          {quiet === 1 ? 'Once' : `${quiet} times`} only something else changed, such as its description.
        </p>
      )}
    </>
  )
}

function Version({ version: { observed_at: at, changes } }: { version: ModelVersion }) {
  return (
    <li>
      <time dateTime={at} title={wholeMoment(at)}>
        {localDay(at)}
      </time>
      <ul>
        {changes.map((change, nr) => (
          <li key={nr}>
            {sentence(changeText({ ...change, flapping: null, removed_at: null }))}
            {change.scheduled && <small> by its schedule</small>}
          </li>
        ))}
      </ul>
    </li>
  )
}

/** Of a model that all of this is about, what happened begins a line. */
function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
