/** An absolute path, of Unix or of Windows; not the path of a URL, nor a media type. */
const paths = /(?<![\w:/.\]~-])(?:[A-Za-z]:\\|\/)[\w.@+~%-]+(?:[\\/][\w.@+~%-]+)*/g

/** A message as anybody may read it: where on this machine something is, is nobody's business. The log has it whole. */
export function publicText(text: string): string {
  return text.replaceAll(paths, '[path]')
}
