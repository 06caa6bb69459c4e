import type { Model } from '@modelkeep/catalog/model/model'
import { ownKindOf } from '@modelkeep/catalog/overlay/marks'
import { isBilledByToken } from '@modelkeep/catalog/price/price'
import type { ReactNode } from 'react'
import { useNow } from '../../shared/hooks/use-now.js'
import { OptionalPart } from '../../shared/ui/optional-part.js'
import { CheaperAlternatives } from './alternatives/cheaper-alternatives.js'
import { Benchmarks } from './facts/benchmarks.js'
import { ChangeLog } from './history/change-log.js'
import { CodePanel } from './facts/code-panel.js'
import { CostCalculator } from './prices/cost-calculator.js'
import { Description } from './facts/description.js'
import { Limits, Links, Provenance } from './facts/details.js'
import { KeyFigures } from './facts/key-figures.js'
import classes from './model-article.module.css'
import { LifecycleNotice } from './lifecycle-notice.js'
import { ModelHeader } from './model-header.js'
import { ModelNotices } from './model-notices.js'
import { Parameters, Reasoning, Voices } from './facts/parameters.js'
import { PriceHistory } from './history/price-history.js'
import { PriceStability } from './prices/price-stability.js'
import { AllPrices } from './prices/all-prices.js'
import { NoHistoricalProviders, Providers } from './providers/providers.js'
import { OtherFields, RawJson } from './facts/raw-json.js'

interface ModelArticleProps {
  model: Model
  titleId: string
  isModel: (id: string) => boolean
  /** The catalogue, for replacements and cheaper alternatives. */
  models: readonly Model[]
  /** Display names by id. */
  authorNames?: ReadonlyMap<string, string> | undefined
  /** The displayed time, in Unix milliseconds; absent: now. */
  at?: number | undefined
  /** Shown first. */
  notice?: ReactNode
  /** Whether the model is in the current catalogue, so that it can be linked. */
  isPresent?: boolean
}

/** Everything about one model, the most important first; in wide windows in two columns. */
export function ModelArticle(props: ModelArticleProps) {
  const { model, titleId, isModel, models, authorNames, at, notice, isPresent = true } = props
  const present = useNow(30_000)
  const now = at ?? present
  const isPrivate = ownKindOf(model) === 'private' // OpenRouter knows nothing of it, and nothing of it is recorded
  return (
    <article className={classes.article} aria-labelledby={titleId}>
      <div className={classes.top}>
        {notice}
        <ModelHeader model={model} titleId={titleId} authorNames={authorNames} />
        <ModelNotices model={model} now={now} isModel={isModel} models={models} />
        {isPresent && !isPrivate && at === undefined && (
          <OptionalPart failed={null}>
            <LifecycleNotice id={model.id} />
          </OptionalPart>
        )}
        <KeyFigures model={model} />
      </div>
      <div className={classes.columns}>
        <div className={classes.first}>
          {model.description !== undefined && model.description.trim() !== '' && (
            <Description text={model.description} isModel={isModel} />
          )}
          <AllPrices model={model} now={now}>
            {isPresent && (
              <OptionalPart failed={null}>
                <PriceStability id={model.id} asOf={at === undefined ? undefined : new Date(at).toISOString()} />
              </OptionalPart>
            )}
          </AllPrices>
          {!isPrivate && <PriceHistory id={model.id} isBilledByToken={isBilledByToken(model)} />}
          {isPresent && !isPrivate && (at === undefined ? <Providers model={model} /> : <NoHistoricalProviders />)}
          <CostCalculator key={model.id} model={model} now={present} at={at} isPresent={isPresent} />
          <CheaperAlternatives model={model} models={models} />
        </div>
        <div className={classes.beside}>
          <Limits model={model} />
          <Provenance model={model} />
          <Parameters model={model} />
          <Reasoning model={model} />
          <Voices model={model} />
          {isPresent && !isPrivate && <Links id={model.id} />}
        </div>
        <div className={classes.rest}>
          <Benchmarks model={model} />
          {!isPrivate && <CodePanel model={model} />}
          <OtherFields model={model} />
          {!isPrivate && <ChangeLog id={model.id} />}
          <RawJson model={model} />
        </div>
      </div>
    </article>
  )
}
