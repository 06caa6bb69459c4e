import { expect, it } from 'vitest'
import { publicText } from '../../../src/http/response/public-text.js'

it.each([
  ["EACCES: permission denied, open '/srv/modelkeep/data/catalogue.json'", "EACCES: permission denied, open '[path]'"],
  ['the server in /srv/modelkeep/data/postgres did not start', 'the server in [path] did not start'],
  ['/srv/data: no space left', '[path]: no space left'],
  [String.raw`cannot read C:\Users\someone\data`, 'cannot read [path]'],
  ['it failed: file:///srv/modelkeep/a.js:1:2', 'it failed: [path]:1:2'],
  ['it failed\n    at one (/srv/a.js:1:2)', 'it failed'],
  [
    'upstream redirected to another origin, which is not followed: https://example.com/a/b',
    'upstream redirected to another origin, which is not followed: https://example.com/a/b',
  ],
  [
    'upstream sent the media type text/html; GET and/or POST 1/2',
    'upstream sent the media type text/html; GET and/or POST 1/2',
  ],
])('takes paths of this machine out, and nothing else: %s', (text, expected) => {
  expect(publicText(text)).toBe(expected)
})

it.each([
  ['127.0.0.1:9 refused the connection after 0 ms', '[host] refused the connection after 0 ms'],
  ['mirror.internal refused the connection after 3 ms', '[host] refused the connection after 3 ms'],
  ['mirror refused the connection after 3 ms', '[host] refused the connection after 3 ms'],
  [
    'the name of mirror.internal:8443 could not be resolved (ENOTFOUND) after 2 ms',
    'the name of [host] could not be resolved (ENOTFOUND) after 2 ms',
  ],
  ['no connection to mirror after 5 ms', 'no connection to [host] after 5 ms'],
  [
    'no TLS connection to [::1]:8443 (CERT_HAS_EXPIRED) after 1 ms',
    'no TLS connection to [host] (CERT_HAS_EXPIRED) after 1 ms',
  ],
  [
    'the connection to mirror failed (connect EHOSTUNREACH 10.1.2.3:443) after 1 ms',
    'the connection to [host] failed (connect EHOSTUNREACH [host]) after 1 ms',
  ],
  ['connect ECONNREFUSED fe80::1:443', 'connect ECONNREFUSED [host]'],
  ['getaddrinfo ENOTFOUND mirror', 'getaddrinfo ENOTFOUND [host]'],
  ['bad certificate: Host: mirror. is not in its names', 'bad certificate: Host: [host] is not in its names'],
  ['the next page is at http://mirror.internal:8080/x', 'the next page is at http://[host]/x'],
  ['nothing from ::1 or 192.168.0.7', 'nothing from [host] or [host]'],
])('takes network addresses out: %s', (text, expected) => {
  expect(publicText(text)).toBe(expected)
})

it.each([
  'no complete response within 10000 ms (0 bytes received)',
  'the list shrank from 421 to 3 models at 2026-08-22T14:05:00.000Z',
  'openai/gpt-4o:free: pricing.prompt is not a price',
  'the response ended early after 12 ms (5 bytes received): other side closed',
  'upstream responded 503; the next attempt is at 14:05:30',
])('leaves other text as it is: %s', (text) => {
  expect(publicText(text)).toBe(text)
})
