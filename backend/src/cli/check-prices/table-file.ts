// Reads and replaces the file of a price table.
import { constants } from 'node:fs'
import { access, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { unreadableFile } from '../failure.js'
import { SourceError } from '../source/model-source.js'

const MAX_BYTES = 64 * 1024 * 1024

/** The text, with its byte order mark if it has one. @throws SourceError, also if it is not UTF-8 */
export async function readTableFile(path: string): Promise<string> {
  let bytes: Buffer
  try {
    const { size } = await stat(path)
    if (size > MAX_BYTES) throw new SourceError(`${path} is larger than 64 MB`)
    bytes = await readFile(path)
  } catch (error) {
    if (error instanceof SourceError) throw error
    throw new SourceError(unreadableFile(path, error as NodeJS.ErrnoException), { cause: error })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new SourceError(`${path} is not text in UTF-8; expected JSON or CSV`, { cause: error })
  }
}

/**
 * Replaces the file, so that readers see the old or the new text and never a part. Its mode stays, and a symbolic link stays one.
 * @throws SourceError if the file no longer has the text `before`, or cannot be written
 */
export async function replaceTableFile(path: string, before: string, after: string): Promise<void> {
  if ((await readTableFile(path)) !== before) throw new SourceError(`${path} has changed meanwhile; nothing is written`)
  const target = await realpath(path)
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  try {
    await access(target, constants.W_OK)
    const { mode } = await stat(target)
    const file = await open(temporary, 'wx', mode)
    try {
      await file.chmod(mode)
      await file.writeFile(after)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw new SourceError(`${path} cannot be written: ${(error as Error).message}`, { cause: error })
  }
}
