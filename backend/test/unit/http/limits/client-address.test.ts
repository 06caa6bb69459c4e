import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createClientAddress } from '../../../../src/http/limits/client-address.js'

const from = (remoteAddress: string | undefined, forwarded?: string, trusted: string[] = []): string =>
  createClientAddress(trusted)({
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    socket: { remoteAddress } as Socket,
  })

describe('the client address of a request', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::ffff', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1:2:3%eth0', 'fe80:0:0:0::/64'],
    ['1:2:3:4:5:6:192.0.2.1', '1:2:3:4::/64'],
    [undefined, 'unknown'],
  ])('is its address, or the network of it: %s', (remote, expected) => {
    expect(from(remote)).toBe(expected)
  })

  it('is that of the connection if no proxy is trusted', () => {
    expect(from('192.0.2.1', '203.0.113.9')).toBe('192.0.2.1')
  })

  it('is that of the connection if it is no trusted proxy', () => {
    expect(from('192.0.2.1', '203.0.113.9', ['10.0.0.0/8'])).toBe('192.0.2.1')
  })

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9', '203.0.113.9'],
    ['6.6.6.6, 203.0.113.9, 10.9.9.9', '203.0.113.9'],
    ['10.1.1.1, 10.2.2.2', '10.1.1.1'],
    ['203.0.113.9:4711', '203.0.113.9'],
    ['[2001:db8:a:b::1]:4711', '2001:db8:a:b::/64'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['6.6.6.6, unknown', '10.0.0.1'],
    ['6.6.6.6, _hidden, 10.2.2.2', '10.2.2.2'],
    ['', '10.0.0.1'],
    ['999.1.1.1', '10.0.0.1'],
  ])('is, behind trusted proxies, the first from the right that is none: %s', (forwarded, expected) => {
    expect(from('::ffff:10.0.0.1', forwarded, ['10.0.0.0/8'])).toBe(expected)
  })

  it('accepts proxies by address and network, for IPv4 and IPv6', () => {
    const trusted = ['127.0.0.1', '2001:db8:ffff::/48']
    expect([
      from('127.0.0.1', '203.0.113.9', trusted),
      from('127.0.0.2', '203.0.113.9', trusted),
      from('2001:db8:ffff:1::1', '203.0.113.9', trusted),
    ]).toEqual(['203.0.113.9', '127.0.0.2', '203.0.113.9'])
  })
})
