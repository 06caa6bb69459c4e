/** A place in the file, such as `prices[3].pricing.prompt`, and where problems there are reported. */
export interface Place {
  readonly name: string
  at(key: string | number): Place
  report(problem: string): void
}

export function placeIn(problems: string[], path = ''): Place {
  const name = path || 'the file'
  return {
    name,
    at: (key) => placeIn(problems, path + step(key, path === '')),
    report: (problem) => void problems.push(`${name}: ${problem}`),
  }
}

function step(key: string | number, isFirst: boolean): string {
  if (typeof key === 'number') return `[${key}]`
  if (!/^\w{1,60}$/.test(key)) return `[${JSON.stringify(key.slice(0, 60)).replaceAll(/[^\x20-\x7e]/g, '?')}]`
  return isFirst ? key : `.${key}`
}

/** Reports the keys that are not allowed, with what is. */
export function reportUnknownKeys(value: object, allowed: readonly string[], place: Place): void {
  const unknown = Object.keys(value).filter((key) => !allowed.includes(key))
  for (const key of unknown) place.at(key).report(`unknown key; expected one of ${allowed.join(', ')}`)
}

/** `an array`, `a number`, `null`: what a value is, without the value. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** The place at a path of keys. */
export function inner(place: Place, path: readonly PropertyKey[]): Place {
  return path.reduce<Place>((at, key) => at.at(typeof key === 'number' ? key : String(key)), place)
}

/** What a schema says, without its prefix. */
export function problemOf({ message }: { message: string }): string {
  return message.replace(/^Invalid input: /, '')
}
