/** What the commands that talk to a running service have in common. */
import { configFromEnvironment } from './environment.js'
import { reportFailure } from './failure.js'
import { createServiceClient, refusal, type ServiceClient, type ServiceRequest } from './source/service-client.js'
import { SourceError } from './source/model-source.js'

export interface ServiceOptions {
  url?: string
  json?: true
}

export interface RunningService {
  base: string
  /** A GET of something anybody may read. @throws SourceError unless it succeeds */
  read(path: string): Promise<unknown>
  /** A request with ADMIN_TOKEN. @throws SourceError unless it succeeds */
  administer(path: string, request?: ServiceRequest): Promise<unknown>
}

const failed = 2

export const serviceHelp = `
Asks the service that --url or MODELKEEP_URL names, else the one that PORT and HOST configure on this machine. ADMIN_TOKEN must be
that of the service. Variables may be in a .env file.`

/** Runs `work` with the service. Exit code 2 if it does not respond or refuses. */
export async function withService(
  { url }: ServiceOptions,
  work: (service: RunningService) => Promise<void>,
): Promise<void> {
  try {
    const { host, port, adminToken } = configFromEnvironment()
    const client = createServiceClient(url ?? (process.env['MODELKEEP_URL'] || localUrl(host, port)))
    await work(runningService(client, adminToken))
  } catch (error) {
    reportFailure(error, failed)
  }
}

function runningService(client: ServiceClient, token: string | null): RunningService {
  const send = async (path: string, request: ServiceRequest): Promise<unknown> => {
    const response = await client.send(path, request)
    if (!response.ok) throw refusal(client, response)
    try {
      return JSON.parse(response.body)
    } catch (error) {
      throw new SourceError(`${client.base} is not Modelkeep: its response is not JSON`, { cause: error })
    }
  }
  return {
    base: client.base,
    read: (path) => send(path, {}),
    administer: (path, request = {}) => {
      if (token === null) throw new SourceError('ADMIN_TOKEN is not set: it must be that of the service')
      return send(path, { ...request, token })
    },
  }
}

/** A service that listens on every address is asked on loopback. */
function localUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}
