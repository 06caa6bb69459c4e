import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import type { WatchItem } from '@modelkeep/catalog/contract/watch-items'
import { systemClock } from '../../../src/lib/clock.js'
import { discordRequest } from '../../../src/watches/destinations/discord.js'
import { createMailer } from '../../../src/watches/destinations/email.js'
import { ntfyRequest } from '../../../src/watches/destinations/ntfy.js'
import { slackRequest } from '../../../src/watches/destinations/slack.js'
import { newWebhookSecret, secretProblem } from '../../../src/watches/destinations/webhook.js'
import type { Message } from '../../../src/watches/message.js'
import { createFakeClock } from '../../helpers/fake-clock.js'

const change: ListedChange = {
  seq: 7,
  observed_at: '2026-08-22T14:05:00.000Z',
  model_id: 'openai/gpt-4o',
  name: 'GPT-4o <b>*new*</b> & @everyone',
  author: 'openai',
  kind: 'price_changed',
  field: 'pricing.prompt',
  before: '0.0000025',
  after: '0.000002',
  percent: -20,
  scheduled: false,
  flapping: null,
  removed_at: null,
  removed_seq: null,
}
const item: WatchItem = { type: 'change', change }
const message: Message = {
  id: '5b1f5f0e-9a53-4f0c-8f55-1f6b8f1f2c1d',
  kind: 'change',
  sentAt: 0,
  createdAt: 0,
  watch: { id: 3, name: 'OpenAI <prices>' },
  items: [item],
}
const digest: Message = { ...message, kind: 'digest', items: Array.from({ length: 500 }, () => item) }
const bodyOf = ({ body }: { body: string }): Record<string, never> => JSON.parse(body) as Record<string, never>

describe('a message for Slack', () => {
  it('has the text of the change, without markup of the model', () => {
    const body = slackRequest(message, 'https://hooks.slack.com/x').body
    expect(body).toContain('fell 20 %: $2.50 → $2.00 per million')
    expect(body).toContain('&lt;b&gt;*new*&lt;/b&gt; &amp; @everyone')
    expect(body).toContain('<https://openrouter.ai/openai/gpt-4o|')
  })

  it('stays within the limit of a section', () => {
    const { blocks } = bodyOf(slackRequest(digest, 'https://x')) as unknown as { blocks: { text: { text: string } }[] }
    expect(blocks[0]!.text.text.length).toBeLessThanOrEqual(3_000)
    expect(blocks[0]!.text.text).toContain('… and 485 more')
  })
})

describe('a message for Discord', () => {
  it('notifies nobody, and shows no markup of the model', () => {
    const body = bodyOf(discordRequest(message, 'https://x')) as unknown as {
      allowed_mentions: object
      embeds: { description: string }[]
    }
    expect(body.allowed_mentions).toEqual({ parse: [] })
    expect(body.embeds[0]!.description).toContain(String.raw`\*new\*`)
  })

  it('stays within the limit of an embed', () => {
    const { embeds } = bodyOf(discordRequest(digest, 'https://x')) as unknown as { embeds: { description: string }[] }
    expect(embeds[0]!.description.length).toBeLessThanOrEqual(4_096)
  })
})

describe('a digest that is longer than a message may be', () => {
  const long: ListedChange = {
    ...change,
    name: 'Ünusually long näme of a model '.repeat(8),
    model_id: `a/${'m'.repeat(150)}`,
  }
  const many = (count: number): Message => ({
    ...message,
    kind: 'digest',
    items: Array.from({ length: count }, () => ({ type: 'change', change: long })),
  })
  const textsOf = (digestMessage: Message): string[] => [
    (bodyOf(slackRequest(digestMessage, 'https://x')) as unknown as { blocks: { text: { text: string } }[] }).blocks[0]!
      .text.text,
    (bodyOf(discordRequest(digestMessage, 'https://x')) as unknown as { embeds: { description: string }[] }).embeds[0]!
      .description,
    (bodyOf(ntfyRequest(digestMessage, 'https://ntfy.sh/t', null)) as unknown as { message: string }).message,
  ]

  it('holds whole lines, and says how many more there are', () => {
    for (const body of textsOf(many(40))) {
      const lines = body.split('\n').filter((line) => line.includes('näme'))
      expect(lines.length).toBeGreaterThan(3)
      expect(lines.filter((line) => line !== lines[0])).toEqual([])
      expect(body).toMatch(new RegExp(`… and ${40 - lines.length} more$`))
    }
    const [slack = '', discord = '', ntfy = ''] = textsOf(many(40))
    expect(slack.length).toBeLessThanOrEqual(3_000)
    expect(discord.length).toBeLessThanOrEqual(4_096)
    expect(Buffer.byteLength(ntfy)).toBeLessThanOrEqual(4_096)
  })

  it('shortens a line that is too long by itself', () => {
    const huge: ListedChange = { ...long, name: 'ü<'.repeat(3_000) }
    for (const count of [1, 3]) {
      const texts = textsOf({ ...many(count), items: many(count).items.map(() => ({ type: 'change', change: huge })) })
      expect(texts[0]!.length).toBeLessThanOrEqual(3_000)
      expect(texts[1]!.length).toBeLessThanOrEqual(4_096)
      expect(Buffer.byteLength(texts[2]!)).toBeLessThanOrEqual(4_096)
      for (const one of texts) expect(one.endsWith(count === 1 ? '…' : '… and 2 more')).toBe(true)
    }
  })
})

describe('a message for ntfy', () => {
  it('goes to the topic, with the token', () => {
    const { url, headers, body } = ntfyRequest(message, 'https://ntfy.example.com/base/my-topic', 'tk_1')
    expect(url).toBe('https://ntfy.example.com/base/')
    expect(headers['authorization']).toBe('Bearer tk_1')
    expect(JSON.parse(body)).toMatchObject({
      topic: 'my-topic',
      title: 'OpenAI <prices>',
      click: 'https://openrouter.ai/openai/gpt-4o',
    })
  })

  it('stays within the limit of a message', () => {
    const body = bodyOf(ntfyRequest(digest, 'https://ntfy.sh/t', null)) as unknown as { message: string }
    expect(Buffer.byteLength(body.message)).toBeLessThanOrEqual(4_096)
  })
})

describe('the secret of a webhook', () => {
  it('is new each time, and valid', () => {
    expect(newWebhookSecret()).not.toBe(newWebhookSecret())
    expect(secretProblem(newWebhookSecret())).toBeNull()
  })

  it.each([
    '',
    'secret',
    'whsec_',
    'whsec_c2hvcnQ=',
    'whsec_not base64!not base64!not base64!',
    `whsec_${'A'.repeat(200)}`,
  ])('is refused without being shown: %j', (secret) => {
    expect(secretProblem(secret)).toContain('24 to 64 bytes')
    expect(secretProblem(secret)).not.toContain(secret.slice('whsec_'.length) || 'none')
  })
})

describe('a mail', () => {
  interface Mail {
    from: string
    to: string[]
    source: string
  }
  let server: SMTPServer
  let mails: Mail[]
  let refuse: boolean

  beforeEach(async () => {
    mails = []
    refuse = false
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: (_address, _session, settle) =>
        settle(refuse ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null),
      onData: (stream, { envelope }, settle) => {
        void text(stream).then((source) => {
          const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
          mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), source })
          settle(null)
        })
      },
    })
    server.listen(0, '127.0.0.1')
    await once(server.server, 'listening')
  })
  afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())))

  const mailer = () =>
    createMailer(
      `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}?from=modelkeep@example.com`,
      systemClock,
    )

  it('arrives from the sender, with subject, text and the id of the message', async () => {
    const { send, close } = mailer()
    await send(message, 'team@example.com')
    close()
    expect(mails).toMatchObject([{ from: 'modelkeep@example.com', to: ['team@example.com'] }])
    expect(mails[0]!.source).toContain(`Message-ID: <${message.id}@modelkeep>`)
    expect(mails[0]!.source).toContain('https://openrouter.ai/openai/gpt-4o')
  })

  it('whose subject has line breaks adds no headers', async () => {
    const { send, close } = mailer()
    const name = 'x\r\nBcc: victim@example.com'
    await send({ ...message, kind: 'test', watch: { id: 1, name } }, 'team@example.com')
    close()
    expect(mails[0]!.to).toEqual(['team@example.com'])
    expect(mails[0]!.source.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/m)
  })

  it('has ten seconds, also when the server sends something now and then', async () => {
    const clock = createFakeClock()
    const dripping = createServer((socket) => void socket.write('220-not')).listen(0, '127.0.0.1')
    await once(dripping, 'listening')
    const { send, close } = createMailer(`smtp://127.0.0.1:${(dripping.address() as AddressInfo).port}`, clock)
    const sent = send(message, 'team@example.com').catch((error: unknown) => error)
    const [socket] = (await once(dripping, 'connection')) as [Socket]
    await clock.advance(10_000)
    expect(await sent).toMatchObject({ name: 'OutboundError', message: 'no response within 10 s' })
    if (!socket.destroyed) await once(socket, 'close')
    close()
    dripping.close()
  })

  it('that is refused gives the code, and not the address', async () => {
    refuse = true
    const { send, close } = mailer()
    await expect(send(message, 'team@example.com')).rejects.toThrow('the mail server refused the message (550)')
    close()
  })
})
