import type { AuthorSummary } from '@modelkeep/catalog/authors/author-summary'
import { isBilledByDuration, perMillion } from '@modelkeep/catalog/price/price'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { SubscribeButton } from '../../shared/subscribe/subscribe-button.js'
import { dateLabel } from '../../shared/ui/dates.js'
import { splitName } from '@modelkeep/catalog/model/model-name'
import { dollars } from '../../shared/ui/prices.js'
import { authorSortOf, sortedModels, sortSearch } from './author-columns.js'
import { AuthorTable } from './author-table.js'
import classes from './author.module.css'

/** What an author's models have in common, and a table of them. */
export function AuthorArticle({ summary, view }: { summary: AuthorSummary; view: CatalogueView }) {
  const { author, name, models } = summary
  const sort = authorSortOf(useLocation({ select: ({ search }) => search.sort }))
  const go = useNavigate()
  const sorted = useMemo(() => sortedModels(view, models, sort), [view, models, sort])
  return (
    <>
      <header className={classes.header}>
        <h1>{name}</h1>
        <div className={classes.actions}>
          <Link to="/" search={{ model_authors: author }} className={classes.open}>
            Show in the list
          </Link>
          <SubscribeButton filter={{ author }} what={`models by ${name}`} />
        </div>
      </header>
      <Figures summary={summary} />
      <AuthorTable
        name={name}
        models={sorted}
        sort={sort}
        onSort={(to) =>
          void go({
            to: '/authors/$author',
            params: { author },
            search: sortSearch(to),
            replace: true,
            resetScroll: false,
          })
        }
      />
      <p className={classes.note}>
        Prices in USD per million tokens
        {models.some((model) => isBilledByDuration(model, model.pricing?.prompt)) && '; those with * per unit of audio'}
        .
      </p>
    </>
  )
}

function Figures({ summary: { models, newest, inputPrices } }: { summary: AuthorSummary }) {
  return (
    <dl className={classes.figures}>
      <div>
        <dt>Models</dt>
        <dd>{models.length}</dd>
      </div>
      <div>
        <dt>Newest</dt>
        <dd>
          {newest === null ? (
            'unknown'
          ) : (
            <>
              <Link to="/models/$" params={{ _splat: newest.id }}>
                {splitName(newest.name).own || newest.id}
              </Link>
              <small>added {dateLabel(newest.created)}</small>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>Input</dt>
        <dd>
          {inputPrices === null ? (
            'not published'
          ) : (
            <>
              {rangeLabel(inputPrices)}
              <small>per million tokens</small>
            </>
          )}
        </dd>
      </div>
    </dl>
  )
}

/** `$0.05 to $15.00`. */
function rangeLabel({ lowest, highest }: NonNullable<AuthorSummary['inputPrices']>): string {
  const [from, to] = [lowest, highest].map((price) => (price.eq(0) ? 'Free' : dollars(perMillion(price))))
  return from === to ? `${from}` : `${from} to ${to}`
}
