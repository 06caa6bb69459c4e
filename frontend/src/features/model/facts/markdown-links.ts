// Resolves links in descriptions. Upstream links its models by path or by absolute URL.
import { idOfPath } from '../model-names.js'

export type Target = { kind: 'model'; id: string } | { kind: 'external'; href: string } | { kind: 'none' }

const upstream = 'https://openrouter.ai'

/** Models of this catalogue open here, other web pages in a new tab. */
export function targetOf(href: string | undefined, isModel: (id: string) => boolean): Target {
  if (href === undefined || href === '' || !URL.canParse(href, upstream)) return { kind: 'none' }
  const url = new URL(href, upstream)
  if (!['https:', 'http:', 'mailto:'].includes(url.protocol)) return { kind: 'none' }
  const id = idOfPath(url.pathname.slice(1))
  if (url.origin === upstream && isModel(id)) return { kind: 'model', id }
  return { kind: 'external', href: url.href }
}
