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
