import { dayLabel } from '@modelkeep/catalog/model/day-label'
import { expiryOf } from '@modelkeep/catalog/model/expiry'
import type { Model } from '@modelkeep/catalog/model/model'
import { inputModalities, outputModalities } from '@modelkeep/catalog/model/modalities'
import type { ReactNode } from 'react'
import { CopyButton } from '../../../shared/ui/copy-button.js'
import { dateLabel } from '../../../shared/ui/dates.js'
import { ModalityIcons } from '../../../shared/ui/modality-icons.js'
import { tokensTitle } from '../../../shared/ui/tokens.js'
import classes from './details.module.css'
import { ExternalLink } from './external-link.js'
import { Facts, Section } from '../section.js'

/** Modalities and limits. */
export function Limits({ model }: { model: Model }) {
  const { context_length: context, top_provider: top, per_request_limits: limits } = model
  const other = top?.context_length != null && top.context_length !== context
  const perRequest = Object.entries(limits ?? {})
  return (
    <Section title="Limits">
      <Facts
        of={[
          ['Input', <Modalities key="in" names={inputModalities(model)} />],
          ['Output', <Modalities key="out" names={outputModalities(model)} />],
          ['Context', tokensTitle(context)],
          other ? ['Context at top provider', tokensTitle(top.context_length)] : null,
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
  if (names.length === 0) return 'Unknown'
  return (
    <span className={classes.modalities}>
      <span aria-hidden>
        <ModalityIcons names={names} size={15} />
      </span>
      {names.join(', ')}
    </span>
  )
}

/** Dates and identifiers. */
export function Provenance({ model }: { model: Model }) {
  const { canonical_slug: slug, hugging_face_id: face, architecture, knowledge_cutoff: cutoff } = model
  const expiry = expiryOf(model)
  return (
    <Section title="Details">
      <Facts
        of={[
          ['Added', model.created === undefined ? 'Unknown' : dateLabel(model.created)],
          ['Knowledge cutoff', cutoff == null ? 'Unknown' : dayLabel(cutoff)],
          ['Expires', expiry === null ? 'No expiry date' : dayLabel(expiry)],
          ['Tokenizer', architecture?.tokenizer ?? 'Unknown'],
          architecture?.instruct_type == null
            ? null
            : ['Instruct type', <code key="type">{architecture.instruct_type}</code>],
          slug === undefined ? null : ['Canonical slug', <Copied key="slug" text={slug} what="the canonical slug" />],
          face == null || face === ''
            ? null
            : ['Hugging Face', <ExternalLink key="face" href={`https://huggingface.co/${face}`} text={face} />],
        ]}
      />
    </Section>
  )
}

export function Links({ id }: { id: string }) {
  return (
    <Section title="Links">
      <ul className={classes.links}>
        <Item>
          <ExternalLink href={`https://openrouter.ai/${id}`} text="View on OpenRouter" />
        </Item>
        <Item>
          <ExternalLink href={`/api/models/${id}/endpoints`} text="Providers and endpoints (JSON)" />
        </Item>
        <Item>
          <ExternalLink href={`/api/models/${id}`} text="This model in the Modelkeep API (JSON)" />
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
