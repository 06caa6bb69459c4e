import { createHash } from 'node:crypto'

/** Directives of a content security policy (CSP Level 3), as helmet takes them. */
export type Policy = Record<string, string[]>

/** The page may load its own files and call its own service only. The document's inline script and style are allowed by hash. */
export function documentPolicy(html: string): Policy {
  return {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'", ...hashesOf(html, /<script>([\s\S]*?)<\/script>/g)],
    styleSrc: ["'self'", ...hashesOf(html, /<style>([\s\S]*?)<\/style>/g)],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  }
}

function hashesOf(html: string, element: RegExp): string[] {
  return Array.from(
    html.matchAll(element),
    ([, content = '']) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`,
  )
}
