import { once } from 'node:events'
import { reportFailure } from './failure.js'
import { openRouteApi } from './open-route-api.js'
import { say } from './say.js'

const failed = 2

export const mcpHelp = `
For agents: the tools that /mcp of a service has, over standard input and output. Standard output contains nothing but the protocol;
messages are on standard error. Ends when standard input does.

Reads from the service that --url or MODELKEEP_URL names, otherwise from the same sources as \`modelkeep models\`. Tools for history need
a service with a database, DATABASE_URL, or the DATA_DIR of a \`modelkeep serve\`.

Exit codes: 0 standard input ended, or a signal; 2 it could not start.`

/** `modelkeep mcp`: the Model Context Protocol over standard input and output. */
export async function mcpCommand({ url }: { url?: string }): Promise<void> {
  try {
    const api = openRouteApi(url)
    const [{ serveStdio }, { createServerFactory }] = await Promise.all([
      import('@modelcontextprotocol/server/stdio'),
      import('../mcp/mcp-server.js'),
    ])
    const report = (error: unknown): void => say(error instanceof Error ? error.message : String(error))
    const ended = Promise.race([once(process.stdin, 'close'), once(process, 'SIGINT'), once(process, 'SIGTERM')])
    const connection = serveStdio(createServerFactory({ api, onFailure: report }), {
      maxSubscriptions: 0,
      onerror: report,
    })
    await ended
    await connection.close()
    await api.close()
    process.exit(0) // an open connection to a service would keep the process alive
  } catch (error) {
    reportFailure(error, failed)
  }
}
