// OVERLAY_FILE: the user's own models and prices.
import { readFile, stat } from 'node:fs/promises'
import { OverlayError } from '@modelkeep/catalog/overlay/overlay-error'
import type { Overlay } from '@modelkeep/catalog/overlay/overlay'
import { readOverlay } from '@modelkeep/catalog/overlay/read-overlay'

/** An overlay as it was read. */
export interface LoadedOverlay {
  readonly overlay: Overlay
  /** When its content last changed, in Unix milliseconds. */
  readonly changedAt: number
}

/** The overlay that applies now; null: OVERLAY_FILE is not set. */
export type CurrentOverlay = () => LoadedOverlay | null

export const noOverlay: CurrentOverlay = () => null

export interface OverlayFile {
  text: string
  overlay: Overlay
  /** When the file was last written, in Unix milliseconds. */
  writtenAt: number
}

/** The file cannot be used. The message names the file and everything that is wrong with it, and shows no price. */
export class OverlayFileError extends Error {
  override readonly name = 'OverlayFileError'
  readonly code = 'bad_overlay_file'
  /** Without the path. */
  readonly problems: readonly string[]

  constructor(path: string, problems: readonly string[], cause: unknown) {
    super(`OVERLAY_FILE ${path} cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`, { cause })
    this.problems = problems
  }
}

/** @throws OverlayFileError */
export async function readOverlayFile(path: string): Promise<OverlayFile> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    return { text, overlay: readOverlay(text), writtenAt: Math.floor(mtimeMs) }
  } catch (error) {
    throw new OverlayFileError(path, problemsOf(error), error)
  }
}

function problemsOf(error: unknown): readonly string[] {
  if (error instanceof OverlayError) return error.problems
  const { code = 'unknown error' } = error as NodeJS.ErrnoException
  return [code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`]
}
