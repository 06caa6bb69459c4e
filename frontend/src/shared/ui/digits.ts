/** `1,234,567`. A number formatter of the browser's own takes some 10 ms to be made, which the first paint would wait for. */
export function grouped(number: number): string {
  return groupedDigits(String(number))
}

/** The same of the digits of a whole number. */
export function groupedDigits(digits: string): string {
  return digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}
