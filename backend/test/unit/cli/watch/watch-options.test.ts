import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import {
  addWatchOptions,
  readWatchRequest,
  type AddOptions,
  type WatchRequest,
} from '../../../../src/cli/watch/watch-options.js'

const env = { HOOK: 'https://hooks.example.com/s3cr3t', SIGNING: 'whsec_abc', EMPTY: '' }

/** The request that these words make. */
function requestOf(words: readonly string[]): WatchRequest {
  const command = addWatchOptions(new Command('add'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  command.parse(words, { from: 'user' })
  return readWatchRequest('mine', command.opts<AddOptions>(), env)
}

const toHook = ['--webhook', 'https://example.com/']
const hook = { type: 'webhook', url: 'https://example.com/' }

describe('the options of `watch add`', () => {
  it.each<[string[], object]>([
    [toHook, { name: 'mine', filter: {}, grouping: 'each', destination: hook }],
    [['--slack', 'env:HOOK'], { destination: { type: 'slack', url: env.HOOK } }],
    [['--webhook', 'env:HOOK', '--secret-env', 'SIGNING'], { destination: { url: env.HOOK, secret: 'whsec_abc' } }],
    [
      ['--ntfy', 'https://ntfy.sh/t', '--token', 'env:SIGNING'],
      { destination: { type: 'ntfy', url: 'https://ntfy.sh/t', token: 'whsec_abc' } },
    ],
    [['--email', 'a@example.com'], { destination: { type: 'email', to: 'a@example.com' } }],
    [
      [...toHook, '--kind', 'price_changed, renamed', '--author', 'openai', '--min-percent', '5', '--direction', 'up'],
      { filter: { kind: ['price_changed', 'renamed'], author: ['openai'], min_percent: 5, direction: 'up' } },
    ],
    [[...toHook, '--query', 'free=true', '--digest', 'daily'], { filter: { query: 'free=true' }, grouping: 'daily' }],
    [[...toHook, '--milestones', '7,0'], { milestones: [7, 0] }],
    [[...toHook, '--milestones', 'none'], { milestones: [] }],
  ])('%j', (words, request) => {
    expect(requestOf(words)).toMatchObject(request)
  })

  it('leave out what is not given, so that the service chooses', () => {
    expect(requestOf(toHook)).not.toHaveProperty('milestones')
  })

  it.each([
    [[], 'no destination is given; expected one of --webhook, --slack'],
    [[...toHook, '--email', 'a@example.com'], '--webhook and --email are given'],
    [['--slack', 'env:MISSING'], '--slack names the environment variable MISSING, which is not set'],
    [['--slack', 'env:EMPTY'], 'EMPTY, which is not set'],
    [[...toHook, '--secret-env', 'NOT_SET'], '--secret-env names the environment variable NOT_SET'],
    [[...toHook, '--token', 'x'], '--token is for --ntfy, not for --webhook'],
    [['--slack', 'env:HOOK', '--secret-env', 'SIGNING'], '--secret-env is for --webhook, not for --slack'],
    [[...toHook, '--kind', 'price_change'], 'did you mean price_changed?'],
    [[...toHook, '--kind', ','], 'It is empty'],
    [[...toHook, '--min-percent', 'five'], 'number of percent'],
    [[...toHook, '--direction', 'sideways'], 'Allowed choices are up, down'],
    [[...toHook, '--milestones', '3'], 'some of 30,7,1,0, or none'],
    [[...toHook, '--since', 'yesterday'], 'a date such as'],
  ])('are refused, saying what would be right: %j', (words, why) => {
    expect(() => requestOf(words)).toThrow(why)
  })

  it.each(['whsec_s3cr3t', 's3cr3t/+='])('never show a secret that was given in place of a name: %s', (secret) => {
    expect(() => requestOf([...toHook, '--secret-env', secret])).toThrow(/^(?!.*s3cr3t).*is not shown/)
  })
})
