// Applies known deviations, and tells which have no effect.
import type { KnownDeviation } from './known-deviations.js'
import type { PriceFinding, UnneededPin } from './price-findings.js'
import type { PriceCell } from './price-table.js'

export interface Pins {
  /** Whether a missing model is pinned, under any of its names. */
  allowMissing(names: readonly string[]): boolean
  /** Whether a wrong price is pinned with its value and, if the pin has one, that of the catalogue. */
  allowPrice(names: readonly string[], cell: PriceCell, finding: PriceFinding): boolean
  /** After all rows. */
  unneeded(): UnneededPin[]
}

type PricePin = Extract<KnownDeviation, { kind: 'price' }>

export function createPins(known: readonly KnownDeviation[]): Pins {
  const used = new Set<KnownDeviation>()
  const why = new Map<KnownDeviation, string>()
  return {
    allowMissing: (names) => {
      const pins = known.filter((pin) => pin.kind === 'missing' && names.includes(pin.model))
      for (const pin of pins) used.add(pin)
      return pins.length > 0
    },
    allowPrice: (names, cell, finding) => {
      const pins = known.filter((pin) => names.includes(pin.model))
      for (const pin of pins) if (pin.kind === 'missing') why.set(pin, 'the catalogue has the model')
      const prices = pins.filter((pin): pin is PricePin => pin.kind === 'price' && pin.field === cell.column.key)
      let isAllowed = false
      for (const pin of prices) {
        const problem = mismatch(pin, cell, finding)
        if (problem === null) {
          used.add(pin)
          isAllowed = true
        } else why.set(pin, problem)
      }
      return isAllowed
    },
    unneeded: () =>
      known
        .filter((pin) => !used.has(pin))
        .map((pin) => ({
          line: pin.line,
          model: pin.model,
          field: pin.kind === 'price' ? pin.field : null,
          message: why.get(pin) ?? 'the table has no such row or price',
        })),
  }
}

/** Why a pin does not apply; null if it does. */
function mismatch(
  pin: PricePin,
  { value }: PriceCell,
  { status, catalogue, value: text }: PriceFinding,
): string | null {
  if (status === 'right') return 'the price is that of the catalogue'
  if (status === 'not_comparable') return 'the catalogue has no price to deviate from'
  if (status !== 'wrong' || value === null || !value.eq(pin.value)) return `the value in the table is now ${text}`
  if (pin.catalogue !== null && (catalogue === null || !pin.catalogue.eq(catalogue)))
    return `the price of the catalogue is now ${catalogue ?? 'one of several'}`
  return null
}
