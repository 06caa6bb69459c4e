// Where a link of a description leads. Upstream links its models by path, or by its own address.
import { idOfPath } from '../model-names.js'

export type Target = { kind: 'model'; id: string } | { kind: 'elsewhere'; href: string } | { kind: 'none' }

const upstream = 'https://openrouter.ai'

/** A model of this catalogue is shown here; any other page is opened there, if it is one of the web. */
export function targetOf(href: string | undefined, isModel: (id: string) => boolean): Target {
  if (href === undefined || href === '' || !URL.canParse(href, upstream)) return { kind: 'none' }
  const url = new URL(href, upstream)
  if (!['https:', 'http:', 'mailto:'].includes(url.protocol)) return { kind: 'none' }
  const id = idOfPath(url.pathname.slice(1))
  if (url.origin === upstream && isModel(id)) return { kind: 'model', id }
  return { kind: 'elsewhere', href: url.href }
}
