import type { Model } from '@modelkeep/catalog/model/model'
import { inputModalities, outputModalities } from '@modelkeep/catalog/model/modalities'
import type { ReactNode } from 'react'
import { CopyButton } from '../../../shared/ui/copy-button.js'
import { dateLabel, dayLabel, daysUntil } from '../../../shared/ui/dates.js'
import { ModalityIcons } from '../../../shared/ui/modality-icons.js'
import { tokensTitle } from '../../../shared/ui/tokens.js'
import classes from './details.module.css'
import { Outside } from './external-link.js'
import { Facts, Section } from '../section.js'

/** What goes in, what comes out, and how much of it. */
export function Limits({ model }: { model: Model }) {
  const { context_length: context, top_provider: top, per_request_limits: limits } = model
  const other = top?.context_length != null && top.context_length !== context
  const perRequest = Object.entries(limits ?? {})
  return (
    <Section title="Limits">
      <Facts
        of={[
          ['Takes', <Modalities key="in" names={inputModalities(model)} />],
          ['Gives', <Modalities key="out" names={outputModalities(model)} />],
          ['Context', tokensTitle(context)],
          other ? ['At top provider', tokensTitle(top.context_length)] : null,
          ['Max output', tokensTitle(top?.max_completion_tokens)],
          ...perRequest.map(
            ([name, value]) =>
              [
                `Per request: ${name.replaceAll('_', ' ')}`,
                typeof value === 'number' ? value.toLocaleString('en-US') : JSON.stringify(value),
              ] as const,
          ),
          top?.is_moderated === undefined
            ? null
            : ['Moderation', top.is_moderated ? 'moderated by the provider' : 'not moderated by the provider'],
        ]}
      />
    </Section>
  )
}

function Modalities({ names }: { names: readonly string[] }) {
  if (names.length === 0) return 'Not known'
  return (
    <span className={classes.modalities}>
      <span aria-hidden>
        <ModalityIcons names={names} size={15} />
      </span>
      {names.join(', ')}
    </span>
  )
}

/** Where it comes from, and by which names it goes elsewhere. `now` in Unix milliseconds. */
export function Provenance({ model, now }: { model: Model; now: number }) {
  const {
    canonical_slug: slug,
    hugging_face_id: face,
    architecture,
    knowledge_cutoff: cutoff,
    expiration_date: end,
  } = model
  return (
    <Section title="Details">
      <Facts
        of={[
          ['Created', model.created === undefined ? 'Not known' : dateLabel(model.created)],
          ['Knowledge cutoff', cutoff == null ? 'Not known' : dayLabel(cutoff)],
          ['Expires', end == null || daysUntil(end, now) === null ? 'No end is planned' : dayLabel(end)],
          ['Tokenizer', architecture?.tokenizer ?? 'Not known'],
          architecture?.instruct_type == null
            ? null
            : ['Instruct type', <code key="type">{architecture.instruct_type}</code>],
          slug === undefined ? null : ['Canonical slug', <Copied key="slug" text={slug} what="the canonical slug" />],
          face == null || face === ''
            ? null
            : ['Hugging Face', <Outside key="face" href={`https://huggingface.co/${face}`} text={face} />],
        ]}
      />
    </Section>
  )
}

/** Where to read on. */
export function Links({ id }: { id: string }) {
  return (
    <Section title="Links">
      <ul className={classes.links}>
        <Item>
          <Outside href={`https://openrouter.ai/${id}`} text="Page at OpenRouter" />
        </Item>
        <Item>
          <Outside href={`/api/models/${id}/endpoints`} text="Providers and endpoints (JSON)" />
        </Item>
        <Item>
          <Outside href={`/api/models/${id}`} text="This model from our API (JSON)" />
        </Item>
      </ul>
    </Section>
  )
}

const Item = ({ children }: { children: ReactNode }) => <li>{children}</li>

function Copied({ text, what }: { text: string; what: string }) {
  return (
    <span className={classes.copied}>
      <code>{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  )
}
