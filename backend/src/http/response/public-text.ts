/** An absolute path, of Unix or of Windows; not the path of a URL, nor a media type. */
const paths = /(?:file:\/\/|(?<![\w:/.\]~-]))(?:[A-Za-z]:\\|\/)[\w.@+~%-]+(?:[\\/][\w.@+~%-]+)*/g

/** A message as anybody may read it, in one line: where on this machine something is, is nobody's business. The log has it whole. */
export function publicText(text: string): string {
  const [line = ''] = text.split('\n', 1)
  return line.replaceAll(paths, '[path]')
}
