import { parseParameters } from '@modelkeep/catalog/query/query-error'
import type * as z from 'zod'
import type { Route } from '../http/route.js'
import { asParameters } from './arguments.js'
import { pageOf, withPage, type Page } from './page.js'
import type { Parameters, RouteCall } from './route-api.js'
import { result, withMetadata, type Tool } from './tool.js'

/** A tool of one route. */
export interface RouteTool<Body, Content extends object> extends Pick<
  Tool,
  'name' | 'title' | 'description' | 'input'
> {
  readonly route: Route
  /** Of the content, without what every result has. */
  readonly output: z.ZodObject
  /** Arguments that the tool does not document, because the route only explains why it has none such. */
  readonly explained?: readonly string[]
  /** The route's request. With pages, `limit` is set, and `offset` after the first page. */
  readonly call: (parameters: Parameters) => RouteCall
  readonly content: (body: Body, page: Page, parameters: Parameters) => Content
  /** The cursor of the next page; null: there is none. Absent: a tool without pages. */
  readonly next?: (body: Body, page: Page, parameters: Parameters) => string | null
  readonly text: (content: Content) => string
}

/** Makes a tool of a route: arguments to request, body to content and text. */
export function routeTool<Body, Content extends object>(definition: RouteTool<Body, Content>): Tool {
  const { name, title, description, route, input, explained = [], call, content, next, text } = definition
  return {
    name,
    title,
    description,
    input,
    output: withMetadata(definition.output, { hasPages: next !== undefined }),
    run: async (args, api) => {
      const [own, others] = split(asParameters(args), explained)
      const parameters = { ...(next === undefined ? validated(input, own) : withPage(input, own)), ...others }
      const page = pageOf(parameters)
      const { text: json, ...freshness } = await api.read(route, call(parameters))
      const body = JSON.parse(json) as Body
      const shown = content(body, page, parameters)
      return result(shown, { text: text(shown), next: next?.(body, page, parameters), freshness })
    },
  }
}

/** The schema of a route's query parameters. */
export function argumentsOf({ path, query }: Route): z.ZodObject {
  if (query === undefined || query === 'ignored') throw new Error(`${path} has no query parameters`)
  return query.schema
}

/** @throws QueryError */
function validated(input: z.ZodObject, parameters: Parameters): Parameters {
  parseParameters(input, parameters)
  return parameters
}

/** The parameters without those of `names`, and those. */
function split(parameters: Parameters, names: readonly string[]): [Parameters, Parameters] {
  const entries = Object.entries(parameters)
  return [
    Object.fromEntries(entries.filter(([name]) => !names.includes(name))),
    Object.fromEntries(entries.filter(([name]) => names.includes(name))),
  ]
}
