// Relations between models that affect the ranking: which model extends which, where aliases point, whose name a slug carries.
import type { Model } from '../model/model.js'
import { isClassifier } from '../model/model-id.js'
import type { NameIndex } from './name-index.js'

/** How a model relates to the plain model it extends. Lower ranks first. */
export const PLAIN = 0
export const SIBLING = 1
export const DATED = 2
export const ALIAS = 3
export const VARIANT = 4

const DATE = /^(?:\d{4}|\d{6}|\d{8}|\d\d-\d\d|\d\d-\d\d-\d{4}|\d\d-\d{4}|\d{4}-\d\d|\d{4}-\d\d-\d\d)$/

/** A number makes a new generation: `mistral-medium-3-5` does not extend `mistral-medium-3`, but `gpt-3.5-turbo-16k` extends `gpt-3.5-turbo`. */
const GENERATION = /^\d{1,3}(?:\.\d+)*(?:-|$)/

/** Models are positions in the indexed list. */
export interface ModelRelations {
  /** The models that each model extends, closest first: `gpt-4o-mini` extends `gpt-4o`. A model that is never plain extends itself. */
  readonly extended: ReadonlyArray<readonly Relation[]>
  /** 1 if the slug starts with the author's name: `mistralai/mistral-nemo`, but not `other/mistral-tuned`. */
  readonly isOwn: Int32Array
  /** Aliases and their targets, if both are listed. */
  readonly aliases: ReadonlyArray<readonly [alias: number, target: number]>
}

/** The model that is extended, and how. */
export interface Relation {
  readonly to: number
  readonly kind: number
}

/** @param names index of the same models, in the same order */
export function relateModels(models: readonly Model[], names: NameIndex): ModelRelations {
  const positions = new Map(models.map(({ id }, position) => [id, position]))
  const aliases: Array<readonly [number, number]> = []
  for (const [position, { alias_target: aliasTarget }] of models.entries()) {
    const target = positions.get(aliasTarget?.slug ?? '')
    if (target !== undefined) aliases.push([position, target])
  }
  return {
    extended: models.map(({ id }, position) => extendedBy(id, position, positions)),
    isOwn: names.slugs.map((_, position) => (isOwn(names, position) ? 1 : 0)),
    aliases,
  }
}

function extendedBy(id: string, self: number, positions: ReadonlyMap<string, number>): readonly Relation[] {
  if (id.startsWith('~')) return [{ to: self, kind: ALIAS }]
  const [base = '', variant] = id.split(':', 2)
  const plain = variant === undefined ? undefined : positions.get(base)
  if (plain !== undefined) return [{ to: plain, kind: VARIANT }]
  const extended: Relation[] = []
  const compare = (shorter: string, rest: string) => {
    const to = positions.get(shorter)
    if (to === undefined) return
    if (DATE.test(rest)) extended.push({ to, kind: DATED })
    else if (!GENERATION.test(rest)) extended.push({ to, kind: SIBLING })
  }
  const slug = base.indexOf('/') + 1
  // Without trailing words: `a/b-c-d` extends `a/b-c` and `a/b`.
  for (let cut = base.lastIndexOf('-'); cut > slug; cut = base.lastIndexOf('-', cut - 1))
    compare(base.slice(0, cut), base.slice(cut + 1))
  // Without one inner word: `gpt-5-image-mini` extends `gpt-5-mini`.
  const words = base.slice(slug).split('-')
  for (const [at, word] of words.entries())
    if (at > 0 && at < words.length - 1) compare(base.slice(0, slug) + words.toSpliced(at, 1).join('-'), word)
  // A search for `llama` should list chat models first.
  if (isClassifier(base)) extended.push({ to: self, kind: SIBLING })
  return extended
}

function isOwn({ index: { words }, sequence, authors, slugs }: NameIndex, model: number): boolean {
  const slug = slugs[model] as number
  const first = words[sequence[slug] as number]
  if (first === undefined) return false
  for (let at = authors[model] as number; at < slug; at++) {
    const word = words[sequence[at] as number] as string
    if (word.startsWith(first) || first.startsWith(word)) return true
  }
  return false
}
