import { styleText } from 'node:util'

/** How to write to a stream. */
export interface Terminal {
  /** A person reads it. */
  interactive: boolean
  /** Characters a line. */
  columns: number
  color: boolean
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'

const usualColumns = 100

/** Colour: FORCE_COLOR (but `0` and `false`) before NO_COLOR (not empty, no-color.org) before what the stream is, as Node itself decides. */
export function terminalOf(
  stream: { isTTY?: boolean; columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: kind } = env
  const interactive = stream.isTTY === true
  const color = forced !== undefined ? !/^(?:0|false)$/i.test(forced) : !refused && interactive && kind !== 'dumb'
  return { interactive, columns: stream.columns || usualColumns, color }
}

export function paint({ color }: Pick<Terminal, 'color'>, style: Style, text: string): string {
  return color ? styleText(style, text, { validateStream: false }) : text
}

/** What others wrote, without what a terminal would obey. */
export function plainText(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Cf}/gu, ' ')
}

/** Writes and waits until it is out; that the reader has enough, as `head` may, is no error. */
export async function print(stream: NodeJS.WritableStream, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => (error.code === 'EPIPE' ? resolve() : reject(error))
    stream.once('error', onError)
    stream.write(text, (error) => {
      if (!error) stream.removeListener('error', onError)
      if (!error) resolve()
    })
  })
}
