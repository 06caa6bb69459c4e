/** Absolute paths, of Unix or Windows, but not the path of a URL or a media type. */
const paths = /(?:file:\/\/|(?<![\w:/.\]~-]))(?:[A-Za-z]:\\|\/)[\w.@+~%-]+(?:[\\/][\w.@+~%-]+)*/g

/** Where this program connects to: an address, a host with a port, and a host where a message of ours or of Node names one. */
const hosts = [
  /(?<=\bE[A-Z_]{4,} )[^\s,)]+/g,
  /\S+(?= refused the connection)/g,
  /(?<=\b(?:connection to|name of) )\S+(?=$| after| failed| could not be resolved| \()/g,
  /(?<=\b(?:Host|IP): )[^\s,]+/g,
  /\[[\da-f:.]+\](?::\d{1,5})?/gi,
  /(?<![\w:\]])(?=[\da-f:]*::|(?:[\da-f]{1,4}:){7})[\da-f:]{2,39}(?![\w:])/gi,
  /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?![\w.])/g,
  /(?<![\w./@-])[a-z][\w-]*(?:\.[\w-]+)*:\d{2,5}(?![\w:])/gi,
  /(?<=:\/\/)[^\s/?#]*:\d{1,5}(?!\d)/g,
]

/** The first line of a message, without file paths of this machine and without network addresses. The log has the whole message. */
export function publicText(text: string): string {
  const [line = ''] = text.split('\n', 1)
  return hosts.reduce((shown, host) => shown.replaceAll(host, '[host]'), line.replaceAll(paths, '[path]'))
}

/** A sync as anybody may see it. */
export function publicSync<T extends { detail: string | null } | null>(sync: T): T {
  return sync === null || sync.detail === null ? sync : { ...sync, detail: publicText(sync.detail) }
}
