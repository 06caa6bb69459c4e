/**
 * Makes `navigator.language` a valid locale. Chromium reports `en-US@posix` when `LANG` is unset, which `Intl` rejects; uPlot formats
 * numbers in it as its module loads.
 */
export function ensureValidLocale(): void {
  try {
    Intl.getCanonicalLocales(navigator.language)
  } catch {
    Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true })
  }
}
