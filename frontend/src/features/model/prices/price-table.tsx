import type { Model } from '@modelkeep/catalog/model/model'
import { parsePrice } from '@modelkeep/catalog/price/price'
import type { ReactNode } from 'react'
import { modelPriceLabel, priceLabel, priceWords } from '../../../shared/ui/prices.js'
import { discountText, priceGroups, type PriceGroup, type PriceRow } from './price-rows.js'
import classes from './price-table.module.css'
import { Section } from '../section.js'

interface PriceTableProps {
  model: Model
  /** Unix milliseconds, for time windows. */
  now: number
  title?: string
  /** The prices are the user's own, not published ones. */
  isOwn?: boolean
  /** Shown below the table. */
  children?: ReactNode
}

/** Every price, formatted and as it is in the catalogue. */
export function PriceTable({ model, now, title = 'Prices', isOwn = false, children }: PriceTableProps) {
  const groups = priceGroups(model.pricing, new Date(now))
  const discount = discountText(model.pricing?.discount)
  return (
    <Section title={title}>
      {groups.length === 0 ? (
        <p className={classes.none}>
          {isOwn ? 'No prices of this model are known.' : 'OpenRouter publishes no prices for this model.'}
        </p>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Price</th>
              <th scope="col" className={classes.number}>
                USD
              </th>
              <th scope="col" className={classes.unit}>
                <span className="visually-hidden">Unit</span>
              </th>
              <th scope="col" className={classes.number}>
                {isOwn ? 'Exact' : 'As published'}
              </th>
            </tr>
          </thead>
          {groups.map((group, at) => (
            <tbody key={`${at} ${group.title}`}>
              <GroupTitle group={group} />
              {group.rows.map((row) => (
                <Row key={row.key} row={row} model={at === 0 ? model : null} />
              ))}
            </tbody>
          ))}
        </table>
      )}
      {discount !== null && <p className={classes.none}>These prices include a discount of {discount}.</p>}
      {children}
    </Section>
  )
}

function GroupTitle({ group: { title, isNow } }: { group: PriceGroup }) {
  if (title === null) return null
  return (
    <tr className={classes.group}>
      <th scope="rowgroup" colSpan={4}>
        {title}
        {isNow && <span className={classes.now}>now</span>}
      </th>
    </tr>
  )
}

/** `model`: set for base prices, where zero does not always mean free. */
function Row({ row: { key, name, unit, value }, model }: { row: PriceRow; model: Model | null }) {
  const label = model === null ? priceLabel(value, key) : modelPriceLabel(model, key)
  const { title, kind } = label
  const text = priceWords(label)
  // Labels such as `$0.01 per image` contain the unit, which has its own column here.
  const [amount = text, ownUnit] = text.split(' per ')
  const perToken = kind === 'known' && unit === 'token' && !text.endsWith('*')
  const published = parsePrice(value).kind === 'unknown' ? null : String(value)
  const per = perToken ? 'per 1M tokens' : ownUnit === undefined ? null : `per ${ownUnit}`
  return (
    <tr>
      <th scope="row">{unit === null ? <code>{name}</code> : name}</th>
      <td className={classes.number} data-kind={kind} title={title}>
        {amount}
        {/* Shown when the unit column does not fit. */}
        <small aria-hidden>{per}</small>
      </td>
      <td className={classes.unit}>{per}</td>
      <td className={classes.published}>
        <span>{published ?? '–'}</span>
        {published !== null && unit !== null && kind !== 'dynamic' && (
          <small> / {text.endsWith('*') ? 'unit' : unit}</small>
        )}
      </td>
    </tr>
  )
}
