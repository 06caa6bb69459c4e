const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-](\d\d):(\d\d))$/

/** Parses an RFC 3339 date-time with offset to Unix milliseconds, dropping finer digits. @returns null if it is invalid */
export function parseRfc3339(text: string): number | null {
  const parts = rfc3339.exec(text)
  if (parts === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number)
  const [offsetHours = 0, offsetMinutes = 0] = parts.slice(9, 11).map((part) => Number(part ?? 0))
  const date = new Date(Date.UTC(year, month - 1, day))
  const dateExists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day // Date turns February 30 into March 2
  const timeExists = hour < 24 && minute < 60 && second < 60 && offsetHours < 24 && offsetMinutes < 60
  if (!dateExists || !timeExists) return null
  const fraction = (parts[7] ?? '.0').slice(0, 4)
  const at = Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}${fraction}${parts[8]!.toUpperCase()}`)
  return Number.isNaN(at) ? null : at
}
