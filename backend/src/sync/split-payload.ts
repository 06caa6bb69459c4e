const head = '{"data":['
const first = Buffer.from(`${head}{"id":"`)
const between = Buffer.from('},{"id":"')
const last = Buffer.from('}]')
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A payload as it usually comes: `{"data":[{"id":"…",…},{"id":"…",…}],…}`. */
export interface SplitPayload {
  /** The bytes of each item, in the body. */
  items: Buffer[]
  /** What there is beside `data`. */
  others: Readonly<Record<string, unknown>>
}

/**
 * Cuts a payload into its items without looking into them; null where it does not look as it usually does, good as it may be. **If
 * each item is JSON by itself, then the whole body is JSON, and they are the items of its `data`**, since what is around them is
 * JSON with an empty list. If one of them is not, the body was cut in wrong places, or is broken.
 */
export function splitPayload(body: Buffer): SplitPayload | null {
  const others = besideItems(body)
  return others && { items: cut(body, body.lastIndexOf(last) + 1), others }
}

/** What there is beside `data`, seen without cutting the items. */
export function besideItems(body: Buffer): SplitPayload['others'] | null {
  const endsAt = body.lastIndexOf(last) + 1
  if (endsAt === 0 || !body.subarray(0, first.length).equals(first)) return null
  return othersIn(body.subarray(endsAt))
}

function cut(body: Buffer, endsAt: number): Buffer[] {
  const items: Buffer[] = []
  let from = head.length
  for (let to = body.indexOf(between, from); to !== -1 && to < endsAt; to = body.indexOf(between, from)) {
    items.push(body.subarray(from, to + 1))
    from = to + 2
  }
  items.push(body.subarray(from, endsAt))
  return items
}

/** Of `],…}`. null: it is not JSON, or has a second `data`, which would be the one that counts. */
function othersIn(end: Buffer): Record<string, unknown> | null {
  try {
    const text = utf8.decode(end)
    JSON.parse(head + text)
    const others = JSON.parse(text.replace(/^\]\s*,?/, '{')) as Record<string, unknown>
    return Object.hasOwn(others, 'data') ? null : others
  } catch {
    return null
  }
}
