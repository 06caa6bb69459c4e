import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createBatcher, type Batch } from '@modelkeep/catalog/usage-file/batches'
import type { UsageFileReader } from '@modelkeep/catalog/usage-file/usage-file'
import { unreadableFile } from '../failure.js'
import { SourceError } from '../source/model-source.js'

export interface UsageInput {
  /** In bytes; null if it is not known, as of standard input. */
  size: number | null
  chunks: AsyncIterable<Buffer>
}

/** Opens a file, or standard input as `-`. @throws SourceError */
export async function openInput(file: string): Promise<UsageInput> {
  if (file === '-') return { size: null, chunks: process.stdin }
  try {
    const found = await stat(file)
    if (found.isDirectory()) throw new SourceError(`${file} is a directory; expected a file`)
    return { size: found.isFile() ? found.size : null, chunks: createReadStream(file) }
  } catch (error) {
    throw readable(error, file)
  }
}

/** The rows of a file in batches, as it is read. @throws SourceError, UsageFileError */
export async function* batchesIn(
  { chunks }: UsageInput,
  { file, reader, onBytes }: { file: string; reader: UsageFileReader; onBytes: (count: number) => void },
): AsyncGenerator<Batch> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const batcher = createBatcher()
  try {
    for await (const chunk of chunks) {
      onBytes(chunk.length)
      for (const row of reader.push(decoder.decode(chunk, { stream: true }))) {
        const batch = batcher.add(row)
        if (batch !== null) yield batch
      }
    }
  } catch (error) {
    throw readable(error, file)
  }
  for (const row of [...reader.push(decoder.decode()), ...reader.end()]) {
    const batch = batcher.add(row)
    if (batch !== null) yield batch
  }
  const last = batcher.end()
  if (last !== null) yield last
}

/** Explains an error of the file system; any other stays as it is. */
function readable(error: unknown, file: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code === undefined || syscall === undefined) return error
  return new SourceError(unreadableFile(file, error as NodeJS.ErrnoException), { cause: error })
}
