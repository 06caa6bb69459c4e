// How models stand to one another before anything is asked: which extends which, what an alias points to, whose own a name is.
import type { Model } from '../model/model.js'
import type { Names } from './name-index.js'

/** How far a model is from the plain one that it extends. The order is that of the results. */
export const PLAIN = 0
export const SIBLING = 1
export const DATED = 2
export const ALIAS = 3
export const VARIANT = 4

const NO_TIES: readonly Tie[] = []
const DATE = /^(?:\d{4}|\d{6}|\d{8}|\d\d-\d\d|\d\d-\d\d-\d{4}|\d\d-\d{4}|\d{4}-\d\d|\d{4}-\d\d-\d\d)$/

/** A number alone is a generation of its own: `mistral-medium-3-5` is no more of `mistral-medium-3`; `gpt-3.5-turbo-16k` is of `gpt-3.5-turbo`. */
const GENERATION = /^\d{1,3}(?:\.\d+)*(?:-|$)/

/** Made to watch over other models: who types `llama` wants the one that answers. */
const GUARD = /[/-](?:safe)?guard(?:-|$)/

/** All by model: a position in the list that it was made from. */
export interface Standing {
  /** The listed models that this one extends, the closest first (`gpt-4o` of `gpt-4o-mini`); itself where it is never plain. */
  readonly ties: ReadonlyArray<readonly Tie[]>
  /** 1 where the author's name is in the slug: `mistralai/mistral-nemo`, and not `other/mistral-tuned`. */
  readonly isOwn: Int32Array
  /** Aliases with what they point to, where that is listed. */
  readonly aliases: ReadonlyArray<readonly [alias: number, target: number]>
}

/** One model extends another, and how. */
export interface Tie {
  readonly to: number
  readonly kind: number
}

/** @param names of the same models, in the same order */
export function standingOf(models: readonly Model[], names: Names): Standing {
  const positions = new Map(models.map(({ id }, position) => [id, position]))
  const aliases: Array<readonly [number, number]> = []
  for (const [position, { alias_target: pointsTo }] of models.entries()) {
    const target = positions.get(pointsTo?.slug ?? '')
    if (target !== undefined) aliases.push([position, target])
  }
  return {
    ties: models.map(({ id }, position) => tiesOf(id, position, positions)),
    isOwn: names.slugs.map((_, position) => (isOwn(names, position) ? 1 : 0)),
    aliases,
  }
}

function tiesOf(id: string, self: number, positions: ReadonlyMap<string, number>): readonly Tie[] {
  if (id.startsWith('~')) return [{ to: self, kind: ALIAS }]
  const [base = '', variant] = id.split(':', 2)
  const plain = variant === undefined ? undefined : positions.get(base)
  if (plain !== undefined) return [{ to: plain, kind: VARIANT }]
  const ties: Tie[] = []
  const compare = (shorter: string, rest: string) => {
    const to = positions.get(shorter)
    if (to === undefined) return
    if (DATE.test(rest)) ties.push({ to, kind: DATED })
    else if (!GENERATION.test(rest)) ties.push({ to, kind: SIBLING })
  }
  const slug = base.indexOf('/') + 1
  // Of `a/b-c-d` without its end: `a/b-c`, then `a/b`.
  for (let cut = base.lastIndexOf('-'); cut > slug; cut = base.lastIndexOf('-', cut - 1))
    compare(base.slice(0, cut), base.slice(cut + 1))
  // Without a word inside: `a/b-d`. So `gpt-5-image-mini` is more than `gpt-5-mini`.
  for (
    let cut = base.indexOf('-', slug), end = base.indexOf('-', cut + 1);
    cut !== -1 && end !== -1;
    cut = end, end = base.indexOf('-', cut + 1)
  ) {
    compare(`${base.slice(0, cut)}${base.slice(end)}`, base.slice(cut + 1, end))
  }
  if (GUARD.test(base)) ties.push({ to: self, kind: SIBLING })
  return ties.length === 0 ? NO_TIES : ties
}

function isOwn({ vocabulary: { words }, sequence, authors, slugs }: Names, model: number): boolean {
  const slug = slugs[model] as number
  const first = words[sequence[slug] as number]
  if (first === undefined) return false
  for (let at = authors[model] as number; at < slug; at++) {
    const word = words[sequence[at] as number] as string
    if (word.startsWith(first) || first.startsWith(word)) return true
  }
  return false
}
