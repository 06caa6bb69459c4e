import { tierSchema } from '@modelkeep/catalog/contract/health'
import { HttpProblem } from '../../http/response/problem.js'
import type { Clock } from '../../lib/clock.js'
import { urlOf, type RouteApi } from '../../mcp/route-api.js'
import { SourceError } from './model-source.js'
import { refusalDetail, type ServiceClient } from './service-client.js'

/** The routes of a running service. An error response is thrown as the problem that it is. */
export function serviceRouteApi(client: ServiceClient, clock: Clock): RouteApi {
  return {
    now: () => clock.now(),
    read: async (route, call) => {
      const { ok, status, headers, body } = await client.send(urlOf(route, call))
      if (!ok) {
        const seconds = headers.get('retry-after')
        throw new HttpProblem(
          status,
          refusalDetail(body),
          seconds === null ? {} : { headers: { 'Retry-After': seconds } },
        )
      }
      const tier = tierSchema.safeParse(headers.get('x-data-source'))
      if (!tier.success)
        throw new SourceError(`${client.base} is not Modelkeep: its response has no X-Data-Source header`)
      return { text: body, ageSeconds: Number(headers.get('age') ?? 0), source: tier.data }
    },
  }
}
