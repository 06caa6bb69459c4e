import { driver } from '../driver.js'

/** Long enough for a busy machine, short enough for a command that waits for it. */
const ANSWER_MS = 2000

/** True where the server at `url` lets us in and answers within about two seconds. */
export async function answers(url: string): Promise<boolean> {
  const client = new (driver().Client)({
    connectionString: url,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return true
  } catch {
    return false
  } finally {
    // Saying goodbye may hang on a frozen server; nothing depends on it.
    void client.end().catch(() => {})
  }
}
