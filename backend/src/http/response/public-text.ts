/** Absolute paths, of Unix or Windows, but not the path of a URL or a media type. */
const paths = /(?:file:\/\/|(?<![\w:/.\]~-]))(?:[A-Za-z]:\\|\/)[\w.@+~%-]+(?:[\\/][\w.@+~%-]+)*/g

/** The first line of a message, without file paths of this machine. The log has the whole message. */
export function publicText(text: string): string {
  const [line = ''] = text.split('\n', 1)
  return line.replaceAll(paths, '[path]')
}
