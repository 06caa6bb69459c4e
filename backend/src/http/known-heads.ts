import type { IncomingMessage } from 'node:http'
import type { Asked } from './answer-headers.js'
import { ownText } from './own-text.js'
import { isPlainTarget } from './request-target.js'

/** What an answer from ready bytes may depend on. */
export interface ReadyRequest extends Asked {
  readonly method: string
  readonly url: string
}

/**
 * What Node's parser made of the headers of earlier requests, by all of their bytes: GET or HEAD with the same headers for another
 * target says nothing that is not known. A client sends the same ones again and again.
 */
export interface KnownHeads {
  /** `head`: a whole one, its empty line included, a character a byte. undefined: it has to be parsed. */
  read(head: string): ReadyRequest | undefined
  /** To be told what the parser made of a head. Not every one is remembered: credentials are not to stay in memory for longer than their request. */
  remember(head: string, parsed: IncomingMessage): void
}

/** Each may have some kilobytes. */
const mostKnown = 500

export function createKnownHeads(): KnownHeads {
  const known = new Map<string, IncomingMessage['headers']>() // the oldest first
  return {
    read: (head) => {
      const split = splitHead(head)
      const headers = split && known.get(split.rest)
      return headers && { method: split.method, url: split.target, headers }
    },
    remember: (head, { httpVersion, headers }) => {
      const split = splitHead(head)
      if (split === undefined || httpVersion !== '1.1' || isOwn(headers)) return
      known.set(ownText(split.rest), headers)
      if (known.size <= mostKnown) return
      for (const oldest of known.keys()) return void known.delete(oldest)
    },
  }
}

const version = ' HTTP/1.1\r\n'

/** The request line (RFC 9112, 3) as most clients write it, and what follows it. undefined: it is another, and the parser may know what to make of it. */
function splitHead(head: string): { method: string; target: string; rest: string } | undefined {
  const method = head.startsWith('GET /') ? 'GET' : head.startsWith('HEAD /') ? 'HEAD' : undefined
  const end = head.indexOf(version)
  if (method === undefined || end === -1) return undefined
  const target = head.slice(method.length + 1, end)
  return isPlainTarget(target) ? { method, target, rest: head.slice(end + version.length) } : undefined
}

const secretName = /auth|cookie|key|token|secret|jwt|session/

/** Whether they are one client's own, by their names, or ask for more than an answer (RFC 9110, 10.1.1). */
function isOwn(headers: IncomingMessage['headers']): boolean {
  return headers.expect !== undefined || Object.keys(headers).some((name) => secretName.test(name))
}
