import { open, readFile, rename, rm } from 'node:fs/promises'
import * as z from 'zod'
import { errorCode } from './errors.js'

const connectionSchema = z.object({
  /** With the password: never to be logged. */
  url: z.string().startsWith('postgres://'),
  /** The server's process id. */
  pid: z.int().positive(),
  port: z.int().positive(),
})

export type Connection = z.infer<typeof connectionSchema>

/** Replaces the file as a whole, so that a reader never sees a part. Only its owner can read it. */
export async function writeConnection(path: string, connection: Connection): Promise<void> {
  const unfinished = `${path}.new`
  await rm(unfinished, { force: true })
  const file = await open(unfinished, 'wx', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(connection)}\n`)
  } finally {
    await file.close()
  }
  await rename(unfinished, path)
}

/** Null where there is no such file, or none that says how to connect. That there is one does not mean that a server runs. */
export async function readConnection(path: string): Promise<Connection | null> {
  try {
    const read = connectionSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
    return read.success ? read.data : null
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return null
    throw error
  }
}

export async function removeConnection(path: string): Promise<void> {
  await rm(path, { force: true })
}
