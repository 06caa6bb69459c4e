import { type Usd, usdLabel } from '../../../shared/cost/usd.js'

/** A rounded amount in a description list, with the exact one below when they differ. */
export function Amount({ name, usd }: { name: string; usd: Usd }) {
  const label = usdLabel(usd)
  const isRounded = !usd.eq(label.replaceAll(/[$,]/g, ''))
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{label}</strong>
        {isRounded && <small>exactly ${usd.toFixed()}</small>}
      </dd>
    </div>
  )
}
