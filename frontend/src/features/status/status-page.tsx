import { useDocumentTitle } from '@mantine/hooks'
import { IconAlertTriangle, IconCircleCheck, IconCloudOff } from '../../shared/ui/icons.js'
import { useNow } from '../../shared/hooks/use-now.js'
import { Figures } from './figures.js'
import { Quarantine } from './quarantine.js'
import { statusSentence, type StatusSentence } from './status-sentence.js'
import classes from './status.module.css'
import { SyncLog } from './sync-log.js'
import { Mirrors, OwnPrices, Tiers } from './tiers.js'
import { useStatus } from './use-status.js'
import { Watches } from './watches.js'

const icons = { good: IconCircleCheck, warn: IconAlertTriangle, bad: IconCloudOff } as const

/** The live status of the service. */
export function StatusPage() {
  useDocumentTitle('Status · Modelkeep')
  const status = useStatus()
  const now = Math.max(useNow(1_000), status.receivedAt)
  const { models, database = null, unreachableSince } = status
  const isUnreachable = unreachableSince !== null
  return (
    <main id="main" tabIndex={-1} className={classes.page}>
      <h1 className={classes.title}>Status</h1>
      {models === undefined && !isUnreachable && (
        <div className={classes.skeleton} role="status" aria-label="Loading the status" />
      )}
      {models === undefined && isUnreachable && (
        <Sentence tone="bad" text="Modelkeep cannot be reached. Retrying automatically." />
      )}
      {models !== undefined && (
        <>
          <Sentence {...statusSentence({ models, database, unreachableSince }, now)} />
          <div className={classes.body} data-away={isUnreachable || undefined}>
            <Figures status={status} models={models} />
            <Tiers
              models={models}
              database={status.database}
              now={now}
              ageMs={models.age_seconds === null ? null : models.age_seconds * 1000 + (now - status.receivedAt)}
            />
            <Mirrors models={models} now={now} />
            <OwnPrices models={models} now={now} />
            <SyncLog syncs={status.syncs} error={status.syncsError} now={now} />
            <Quarantine syncs={status.syncs ?? []} now={now} />
            <Watches now={now} />
          </div>
        </>
      )}
    </main>
  )
}

function Sentence({ tone, text, figures }: StatusSentence) {
  const Icon = icons[tone]
  return (
    <p className={classes.sentence} data-tone={tone}>
      <Icon size={22} />
      <span>
        <span role="status">{text}</span>
        {figures}
      </span>
    </p>
  )
}
