export interface Scale {
  /** The place of a value on the axis, from 0 to 1. */
  at: (value: number) => number
  ticks: readonly number[]
}

/** How much of a logarithmic axis is for zero, which has no logarithm. */
const zeroShare = 0.13

/** A logarithmic axis of whole powers of ten around the values. Zeros have a tick of their own at its start. */
export function logScale(values: readonly number[]): Scale {
  const positive = values.filter((value) => value > 0)
  const hasZero = positive.length < values.length
  const from = Math.floor(Math.log10(Math.min(...positive, 1)))
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...positive, 1))))
  const start = hasZero ? zeroShare : 0
  const at = (value: number): number =>
    value > 0 ? start + ((Math.log10(value) - from) / (to - from)) * (1 - start) : 0
  const powers = Array.from({ length: to - from + 1 }, (_, nr) => 10 ** (from + nr))
  return { at, ticks: hasZero ? [0, ...powers] : powers }
}

/** An axis from 0 to the next multiple of ten, with about five ticks. */
export function linearScale(values: readonly number[]): Scale {
  const top = Math.max(10, Math.ceil(Math.max(...values, 0) / 10) * 10)
  const step = Math.max(10, Math.ceil(top / 50) * 10)
  const ticks = Array.from({ length: Math.floor(top / step) + 1 }, (_, nr) => nr * step)
  return { at: (value) => value / top, ticks }
}
