import type { Model } from '@modelkeep/catalog/model/model'
import { ApiProblem } from '../../../shared/api/problem.js'
import { useNear } from '../../../shared/hooks/use-near.js'
import { useNow } from '../../../shared/hooks/use-now.js'
import { ageInWords } from '../../../shared/ui/ages.js'
import { lazyPart } from '../../../shared/ui/lazy-part.js'
import { fullTime } from '../../../shared/ui/local-time.js'
import { OptionalPart } from '../../../shared/ui/optional-part.js'
import { Section } from '../section.js'
import { SectionProblem } from '../../../shared/ui/section-problem.js'
import classes from './providers.module.css'
import { isAbsent, useEndpoints } from './use-endpoints.js'

const ProvidersTable = lazyPart(async () => (await import('./providers-table.js')).ProvidersTable)

/** The providers that host a model, with their prices and limits. Loaded when it scrolls near. */
export function Providers({ model }: { model: Model }) {
  const [host, isNear] = useNear<HTMLDivElement>()
  const { data, error, refetch } = useEndpoints(model.id, isNear)
  const waiting = <div className={classes.waiting} role="status" aria-label="Loading the providers" />
  return (
    <Section title="Providers" aside={data !== undefined && <Age confirmedAt={data.confirmedAt} />}>
      <div ref={host}>
        {data !== undefined ? (
          <OptionalPart waiting={waiting}>
            <ProvidersTable endpoints={data.endpoints} model={model} />
          </OptionalPart>
        ) : error === null ? (
          waiting
        ) : (
          <SectionProblem text={reasonOf(error)} retry={isAbsent(error) ? null : () => void refetch()} />
        )}
      </div>
    </Section>
  )
}

/** Providers are known for the present only. */
export function NoHistoricalProviders() {
  return (
    <Section title="Providers">
      <p className={classes.note}>The providers at an earlier time are not recorded.</p>
    </Section>
  )
}

function Age({ confirmedAt }: { confirmedAt: number }) {
  const now = useNow(30_000)
  return (
    <span className={classes.age} title={`Confirmed by OpenRouter: ${fullTime(confirmedAt)}`}>
      Confirmed {ageInWords(Math.max(0, now - confirmedAt))}
    </span>
  )
}

function reasonOf(error: Error): string {
  if (!(error instanceof ApiProblem)) return 'The providers cannot be loaded: Modelkeep cannot be reached.'
  if (isAbsent(error)) return 'OpenRouter lists no providers of this model.'
  if (error.status === 503)
    return 'The providers cannot be loaded: OpenRouter does not respond, and there is no copy of them yet.'
  return `The providers cannot be loaded: ${error.message}.`
}
