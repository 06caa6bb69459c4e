import { styleText } from 'node:util'

/** How to write to a stream. */
export interface Terminal {
  /** Whether a person reads it. */
  interactive: boolean
  /** Characters per line; a file or a pipe has no end of the line. */
  columns: number
  color: boolean
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'

/** A terminal that does not say its width. */
const defaultColumns = 100

/** Decides on colour as Node does: FORCE_COLOR (except `0` and `false`), then a non-empty NO_COLOR (no-color.org), then the stream. */
export function terminalOf(
  stream: { isTTY?: boolean; columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: kind } = env
  const interactive = stream.isTTY === true
  const color = forced !== undefined ? !/^(?:0|false)$/i.test(forced) : !refused && interactive && kind !== 'dumb'
  return { interactive, columns: interactive ? stream.columns || defaultColumns : Infinity, color }
}

export function paint({ color }: Pick<Terminal, 'color'>, style: Style, text: string): string {
  return color ? styleText(style, text, { validateStream: false }) : text
}

/** Replaces control and format characters in text from outside: a terminal would interpret them. */
export function plainText(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Cf}/gu, ' ')
}

/** Writes to standard output and waits until the text is flushed. A closed pipe, as with `head`, is not an error. */
export async function print(stream: NodeJS.WritableStream, text: string): Promise<void> {
  await printToReader(stream, text)
}

/** The same. @returns whether there is still a reader, so that a command can stop without one */
export async function printToReader(stream: NodeJS.WritableStream, text: string): Promise<boolean> {
  return new Promise<boolean>((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void =>
      error.code === 'EPIPE' ? resolve(false) : reject(Object.assign(error, { path: 'standard output' }))
    stream.once('error', onError)
    stream.write(text, (error) => {
      if (error) return
      stream.removeListener('error', onError)
      resolve(true)
    })
  })
}
