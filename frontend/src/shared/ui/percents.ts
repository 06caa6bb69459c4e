/** `−50 %`, `+0.55 %`, `+1,900 %`; null when the change is not known. */
export function signedPercent(percent: number | null): string | null {
  if (percent === null) return null
  const size = Math.abs(percent)
  const digits = size.toLocaleString('en-US', { maximumFractionDigits: size < 10 ? 2 : 1 })
  if (digits === '0') return percent === 0 ? '0 %' : 'less than 0.01 %'
  return `${percent < 0 ? '−' : '+'}${digits} %`
}
