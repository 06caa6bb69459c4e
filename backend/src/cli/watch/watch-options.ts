import { changeKindSchema } from '@modelkeep/catalog/contract/change-kind'
import { MILESTONE_DAYS, type Destination, type NewWatch, type WatchFilter } from '@modelkeep/catalog/contract/watches'
import { parseTimestamp } from '@modelkeep/catalog/query/timestamp'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { similarName } from '../similar-names.js'
import { SourceError } from '../source/model-source.js'
import type { ServiceOptions } from '../service-command.js'

/** As commander gives them. */
export interface AddOptions extends ServiceOptions {
  webhook?: string
  slack?: string
  discord?: string
  ntfy?: string
  email?: string
  token?: string
  secretEnv?: string
  kind?: string[]
  model?: string[]
  author?: string[]
  minPercent?: number
  direction?: 'up' | 'down'
  query?: string
  milestones?: number[]
  digest?: 'hourly' | 'daily'
  since?: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** What the service is sent; it says itself what else is wrong. */
export type WatchRequest = Omit<NewWatch, 'filter' | 'milestones'> & { filter: WatchFilter; milestones?: number[] }

const destinations = ['webhook', 'slack', 'discord', 'ntfy', 'email'] as const
const kinds = changeKindSchema.options

/** Adds the options of `watch add`. */
export function addWatchOptions(command: Command): Command {
  command.optionsGroup('Destination, one of:')
  command
    .option('--webhook <url>', 'a webhook (Standard Webhooks 1.0)')
    .option('--slack <url>', 'an incoming webhook of Slack')
    .option('--discord <url>', 'a webhook of Discord')
    .option('--ntfy <url>', 'the URL of a topic, such as https://ntfy.sh/my-topic')
    .option('--email <address>', 'a mailbox; the service needs SMTP_URL')
  command.optionsGroup('Secrets:')
  command
    .option('--token <token>', 'the access token of --ntfy')
    .option('--secret-env <name>', 'the environment variable with a secret of your own for --webhook')
  command.optionsGroup('Filter; all that is given must match:')
  command
    .addOption(new Option('--kind <list>', 'kinds of changes, separated by commas').choices(kinds).argParser(readKinds))
    .option('--model <list>', 'ids of models, separated by commas', readList)
    .option('--author <list>', 'ids of authors, separated by commas', readList)
    .option('--min-percent <percent>', 'only prices that moved by at least this', readPercent)
    .addOption(new Option('--direction <way>', 'only prices that rose, or that fell').choices(['up', 'down']))
    .option('--query <query>', 'instead: new models that match a query of /api/models')
  command.optionsGroup('Messages:')
  return command
    .option(
      '--milestones <days>',
      `days before the expiry of a model, of ${MILESTONE_DAYS.join(',')}; or none`,
      readDays,
    )
    .addOption(new Option('--digest <period>', 'one message per period').choices(['hourly', 'daily']))
    .option('--since <time>', 'also send what has changed since: a date, or RFC 3339', readSince)
}

/** @throws SourceError that names the option and what would be right */
export function readWatchRequest(name: string, options: AddOptions, env: Environment): WatchRequest {
  const { kind, model, author, minPercent, direction, query, milestones, digest } = options
  const filter = { kind, model, author, min_percent: minPercent, direction, query }
  return {
    name,
    filter: Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)),
    ...(milestones !== undefined && { milestones }),
    grouping: digest ?? 'each',
    destination: readDestination(options, env),
  }
}

function readDestination(options: AddOptions, env: Environment): Destination {
  const given = destinations.filter((type) => options[type] !== undefined)
  const [type] = given
  if (type === undefined || given.length > 1)
    throw new SourceError(
      `${type === undefined ? 'no destination is given' : `${given.map((each) => `--${each}`).join(' and ')} are given`}; expected one of ${destinations.map((each) => `--${each}`).join(', ')}`,
    )
  const { token, secretEnv } = options
  if (token !== undefined && type !== 'ntfy') throw new SourceError(`--token is for --ntfy, not for --${type}`)
  if (secretEnv !== undefined && type !== 'webhook')
    throw new SourceError(`--secret-env is for --webhook, not for --${type}`)
  const target = resolved(`--${type}`, options[type]!, env)
  if (type === 'email') return { type, to: target }
  if (type === 'ntfy' && token !== undefined) return { type, url: target, token: resolved('--token', token, env) }
  if (type === 'webhook' && secretEnv !== undefined)
    return { type, url: target, secret: variable('--secret-env', secretEnv.replace(/^env:/, ''), env) }
  return { type, url: target }
}

/** `env:NAME` is the value of an environment variable, which no shell keeps in its history. */
function resolved(option: string, value: string, env: Environment): string {
  const [, name] = /^env:(.*)$/.exec(value) ?? []
  return name === undefined ? value : variable(option, name, env)
}

function variable(option: string, name: string, env: Environment): string {
  const value = env[name]
  if (value) return value
  if (!/^(?!whsec_)\w+$/.test(name))
    throw new SourceError(`${option} must name an environment variable (its value is not shown)`)
  throw new SourceError(`${option} names the environment variable ${name}, which is not set`)
}

function readList(text: string): string[] {
  const items = text.split(',').flatMap((item) => item.trim() || [])
  if (items.length === 0) throw new InvalidArgumentError('It is empty.')
  return items
}

function readKinds(text: string): string[] {
  const given = readList(text)
  const unknown = given.find((kind) => !kinds.some((known) => known === kind))
  if (unknown === undefined) return given
  const meant = similarName(unknown, kinds)
  throw new InvalidArgumentError(
    `${JSON.stringify(unknown)} is not a kind of change${meant === null ? '.' : `; did you mean ${meant}?`} Expected ${kinds.join(', ')}.`,
  )
}

function readPercent(text: string): number {
  const percent = Number(text.replace(/ ?%$/, ''))
  if (text.trim() === '' || !(percent >= 0 && percent <= 999_999))
    throw new InvalidArgumentError('It must be a number of percent from 0, such as 5.')
  return percent
}

function readDays(text: string): number[] {
  if (text.trim() === 'none') return []
  const days = readList(text).map(Number)
  if (days.some((day) => !MILESTONE_DAYS.some((known) => known === day)))
    throw new InvalidArgumentError(`It must be some of ${MILESTONE_DAYS.join(',')}, or none.`)
  return days
}

/** RFC 3339 in UTC. */
export function readSince(text: string): string {
  const since = parseTimestamp(text)
  if (since === null)
    throw new InvalidArgumentError(
      'It must be a date such as 2026-08-01, or an RFC 3339 time such as 2026-08-01T12:00:00Z.',
    )
  return new Date(since).toISOString()
}
