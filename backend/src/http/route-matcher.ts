import type { LoadClass, Route } from './route.js'

/** What limits and metrics need to know of a request before it is routed. */
export interface RouteMatch {
  /** The path template, as metrics label it: one of a small set that no client can enlarge. */
  readonly label: string
  readonly load: LoadClass
}

/** Matches the raw URL of a request to a route, without decoding anything. */
export type RouteMatcher = (url: string) => RouteMatch

/** Any path that is no route. */
export const unknownRoute: RouteMatch = { label: 'unknown', load: 'work' }

/** Routes are tried in their order, those without parameters first. Routes with the same path must agree on their load class. */
export function createRouteMatcher(routes: readonly Route[]): RouteMatcher {
  const exact = new Map<string, RouteMatch>()
  const patterns: { pattern: RegExp; match: RouteMatch }[] = []
  for (const { path, label, load } of routes) {
    const match = { label: label ?? path.replaceAll('{+', '{'), load }
    if (path.includes('{')) patterns.push({ pattern: patternOf(path), match })
    else exact.set(path, match)
  }
  return (url) => {
    const end = url.indexOf('?')
    const path = end === -1 ? url : url.slice(0, end)
    return exact.get(path) ?? patterns.find(({ pattern }) => pattern.test(path))?.match ?? unknownRoute
  }
}

function patternOf(template: string): RegExp {
  const source = template
    .split(/(\{\+?\w+\})/)
    .map((part) => (part.startsWith('{+') ? '.+' : part.startsWith('{') ? '[^/]+' : escapeLiteral(part)))
  return new RegExp(`^${source.join('')}$`)
}

/** The template as Express spells it: `:name` for one segment, `*name` for several. */
export function expressPath(template: string): string {
  return template.replaceAll(/\{(\+?)(\w+)\}/g, (_match, plus: string, name: string) => `${plus ? '*' : ':'}${name}`)
}

function escapeLiteral(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
