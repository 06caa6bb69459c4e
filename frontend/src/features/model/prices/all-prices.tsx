import type { Model } from '@modelkeep/catalog/model/model'
import { ownKindOf, publishedPricingOf } from '@modelkeep/catalog/overlay/marks'
import type { ReactNode } from 'react'
import { PriceTable } from './price-table.js'

interface AllPricesProps {
  model: Model
  /** Unix milliseconds. */
  now: number
  children: ReactNode
}

/** The prices of a model; own prices, with the published ones below. `children` are about the published ones. */
export function AllPrices({ model, now, children }: AllPricesProps) {
  const kind = ownKindOf(model)
  if (kind === 'private') return <PriceTable model={model} now={now} title="Own prices" isOwn />
  if (kind === null)
    return (
      <PriceTable model={model} now={now}>
        {children}
      </PriceTable>
    )
  return (
    <>
      <PriceTable model={model} now={now} title="Own prices" isOwn />
      <PriceTable model={{ ...model, pricing: publishedPricingOf(model) }} now={now} title="Published prices">
        {children}
      </PriceTable>
    </>
  )
}
