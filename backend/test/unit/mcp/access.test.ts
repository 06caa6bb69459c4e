import { describe, expect, it } from 'vitest'
import { createAccessCheck, type AccessOptions } from '../../../src/mcp/access.js'

type Headers = { host?: string; origin?: string }
const isAllowed = (options: AccessOptions, headers: Headers): boolean => {
  try {
    createAccessCheck(options)(headers)
    return true
  } catch (error) {
    expect(error).toMatchObject({ name: 'HttpProblem', status: 403 })
    return false
  }
}

describe('a service on loopback', () => {
  const local: AccessOptions = { host: '127.0.0.1', allowedOrigins: '*' }
  const listed: AccessOptions = { host: '127.0.0.1', allowedOrigins: ['https://models.example.com'] }

  it.each<[Headers]>([
    [{ host: '127.0.0.1:3001' }],
    [{ host: 'localhost:3001' }],
    [{ host: 'LOCALHOST' }],
    [{ host: '[::1]:3001' }],
    [{ host: '192.0.2.7:8080' }],
    [{ host: 'localhost:3001', origin: 'http://localhost:3001' }],
    [{ host: '127.0.0.1:3001', origin: 'http://localhost:6274' }],
  ])('allows %o', (headers) => expect(isAllowed(local, headers)).toBe(true))

  it.each<[Headers]>([
    [{}],
    [{ host: '' }],
    [{ host: 'evil.example' }],
    [{ host: 'evil.example:3001', origin: 'http://evil.example:3001' }],
    [{ host: 'localhost.evil.example:3001' }],
    [{ host: 'localhost:3001@evil.example' }],
    [{ host: '127.0.0.1:3001', origin: 'https://evil.example' }],
    [{ host: '127.0.0.1:3001', origin: 'null' }],
    [{ host: '127.0.0.1:3001', origin: '' }],
    [{ host: '127.0.0.1:3001', origin: 'file:///tmp/x' }],
    [{ host: '127.0.0.1:3001', origin: 'http://127.0.0.1.evil.example:3001' }],
  ])('refuses %o', (headers) => expect(isAllowed(local, headers)).toBe(false))

  it('is known by the names in ALLOWED_ORIGINS, and only their pages and its own may use it', () => {
    expect(isAllowed(listed, { host: 'models.example.com' })).toBe(true)
    expect(isAllowed(listed, { host: 'models.example.com', origin: 'https://models.example.com' })).toBe(true)
    expect(isAllowed(listed, { host: '127.0.0.1:3001', origin: 'https://models.example.com' })).toBe(true)
    expect(isAllowed(listed, { host: '127.0.0.1:3001', origin: 'https://models.example.com:8443' })).toBe(false)
    expect(isAllowed(listed, { host: '127.0.0.1:3001', origin: 'http://localhost:6274' })).toBe(false)
  })
})

describe('a service on other addresses', () => {
  it('is known by any name, and refuses pages that are not its own unless allowed', () => {
    const listed: AccessOptions = { host: '0.0.0.0', allowedOrigins: ['https://app.example.com'] }
    expect(isAllowed(listed, { host: 'models.internal' })).toBe(true)
    expect(isAllowed(listed, { host: 'models.internal', origin: 'https://models.internal' })).toBe(true)
    expect(isAllowed(listed, { host: 'models.internal', origin: 'https://app.example.com' })).toBe(true)
    expect(isAllowed(listed, { host: 'models.internal', origin: 'https://other.example.com' })).toBe(false)
    expect(isAllowed(listed, { host: 'models.internal', origin: 'null' })).toBe(false)
    expect(isAllowed({ ...listed, allowedOrigins: '*' }, { host: 'a', origin: 'https://other.example.com' })).toBe(true)
  })

  it('compares the port of the scheme, written or not', () => {
    const options: AccessOptions = { host: '0.0.0.0', allowedOrigins: ['https://app.example.com'] }
    expect(isAllowed(options, { host: 'models.internal:443', origin: 'https://models.internal' })).toBe(true)
    expect(isAllowed(options, { host: 'models.internal', origin: 'https://models.internal:8443' })).toBe(false)
  })
})
