import type { Model } from '@modelkeep/catalog/model/model'
import { parsePrice } from '@modelkeep/catalog/price/price'
import { modelPriceLabel, priceLabel } from '../../../shared/ui/prices.js'
import { discountText, priceGroups, type PriceGroup, type PriceRow } from './price-rows.js'
import classes from './price-table.module.css'
import { Section } from '../section.js'

/** Every price there is, as one reads it and as it was published. `now` in Unix milliseconds, for the windows. */
export function PriceTable({ model, now }: { model: Model; now: number }) {
  const groups = priceGroups(model.pricing, new Date(now))
  const discount = discountText(model.pricing?.discount)
  return (
    <Section title="Prices">
      {groups.length === 0 ? (
        <p className={classes.none}>OpenRouter gives no prices for this model.</p>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">What is billed</th>
              <th scope="col" className={classes.number}>
                USD
              </th>
              <th scope="col" className={classes.unit}>
                <span className="visually-hidden">Unit</span>
              </th>
              <th scope="col" className={classes.number}>
                As published
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
      {discount !== null && <p className={classes.none}>Discount: {discount} is taken off these prices.</p>}
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

/** `model`: the row is of its base prices, where zero need not be free. */
function Row({ row: { key, name, unit, value }, model }: { row: PriceRow; model: Model | null }) {
  const { text, title, kind } = model === null ? priceLabel(value, key) : modelPriceLabel(model, key)
  // Per image, per search: the label says so itself, and has a column for it here.
  const [amount = text, ownUnit] = text.split(' per ')
  const perToken = kind === 'known' && unit === 'token' && !text.endsWith('*')
  const published = parsePrice(value).kind === 'unknown' ? null : String(value)
  const per = perToken ? 'per 1M tokens' : ownUnit === undefined ? null : `per ${ownUnit}`
  return (
    <tr>
      <th scope="row">{unit === null ? <code>{name}</code> : name}</th>
      <td className={classes.number} title={title}>
        {amount}
        {/* Where there is no room for a column of units. */}
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
