/** `1,234,567`. By hand: creating an Intl formatter takes about 10 ms, which would delay the first paint. */
export function grouped(number: number): string {
  return groupedDigits(String(number))
}

/** Groups the digits of a whole number. */
export function groupedDigits(digits: string): string {
  return digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}
