import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError, readConfig, secretsOf } from '../../../src/config.js'
import { proxyIn } from '../../../src/upstream/proxy.js'
import { exampleModels } from '../../helpers/fake-upstream.js'
import { startHarness } from '../../helpers/upstream-harness.js'

interface Tunnel {
  target: string | undefined
  authorization: string | undefined
  bearer: string | undefined
}

let proxy: Server
let tunnels: Tunnel[]
/** The status of its responses. */
let status: number
const sockets = new Set<Socket>()
beforeEach(async () => {
  tunnels = []
  status = 200
  proxy = createServer()
  proxy.on('connect', (request, client: Socket) => {
    const { 'proxy-authorization': authorization, authorization: bearer } = request.headers
    tunnels.push({ target: request.url, authorization, bearer })
    if (status !== 200) return client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
    const [host, port] = request.url!.split(':')
    const upstream = connect(Number(port), host)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.write('HTTP/1.1 200 Connected\r\n\r\n')
    client.pipe(upstream).pipe(client)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
})
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  proxy.close()
})

const address = (userinfo = ''): string => `http://${userinfo}127.0.0.1:${(proxy.address() as AddressInfo).port}`
const proxyOf = (env: Record<string, string>) => {
  const found = proxyIn(env)
  return found === null ? {} : { proxy: found }
}

describe('a request to upstream', () => {
  it.each(['HTTP_PROXY', 'http_proxy'])('goes through the proxy of %s, which never sees the key', async (name) => {
    const { upstream, models } = await startHarness({ ...proxyOf({ [name]: address() }), apiKey: 'sk-or-v1-example' })
    expect(await models()).toEqual(exampleModels())
    expect(tunnels).toEqual([{ target: new URL(upstream.url).host, authorization: undefined, bearer: undefined }])
    expect(upstream.requests[0]?.headers.authorization).toBe('Bearer sk-or-v1-example')
    expect(upstream.requests[0]?.headers).not.toHaveProperty('proxy-authorization')
  })

  it.each(['127.0.0.1', '*', 'example.com,127.0.0.1'])(
    'is direct to a host that NO_PROXY names: %s',
    async (NO_PROXY) => {
      const { models } = await startHarness(proxyOf({ HTTP_PROXY: address(), NO_PROXY }))
      expect(await models()).toEqual(exampleModels())
      expect(tunnels).toEqual([])
    },
  )

  it('is not affected by a proxy for https only, nor by variables that the program was not given', async () => {
    process.env['HTTP_PROXY'] = 'http://127.0.0.1:1'
    try {
      const { models } = await startHarness(proxyOf({ HTTPS_PROXY: address() }))
      expect(await models()).toEqual(exampleModels())
      expect(await (await startHarness()).models()).toEqual(exampleModels())
    } finally {
      delete process.env['HTTP_PROXY']
    }
    expect(tunnels).toEqual([])
  })

  it('goes through the proxy of HTTPS_PROXY to an https upstream, and through no other', async () => {
    const { failure } = await startHarness({
      ...proxyOf({ HTTPS_PROXY: address('bob:hunter2secret@'), HTTP_PROXY: 'http://127.0.0.1:1' }),
      baseUrl: 'https://127.0.0.1:1/api/v1',
    })
    status = 407
    const error = await failure()
    expect(tunnels[0]).toEqual({
      target: '127.0.0.1:1',
      authorization: `Basic ${Buffer.from('bob:hunter2secret').toString('base64')}`,
      bearer: undefined,
    })
    expect(error.message).toMatch(/127\.0\.0\.1:1 \(HTTPS_PROXY is set\) failed .*407/)
    expect(`${error.message} ${String(error.cause)}`).not.toMatch(/hunter2secret|Ym9i/)
  })

  it('says that a proxy is set if that cannot be reached, without its address and password', async () => {
    const { failure, attempts } = await startHarness(proxyOf({ HTTP_PROXY: 'http://bob:hunter2secret@localhost:1' }))
    const error = await failure()
    expect(error.message).toMatch(/\(HTTP_PROXY is set\) refused the connection/)
    expect(JSON.stringify([error, error.message, attempts])).not.toMatch(/hunter2secret|localhost/)
  })

  it('returns no password of the proxy, even if upstream sends it', async () => {
    const { upstream, client } = await startHarness(proxyOf({ HTTP_PROXY: address('bob:hunter2secret@') }))
    upstream.fault({ kind: 'raw', body: '{"data":[{"id":"a/b","name":"hunter2secret"}]}' })
    expect((await client.fetchModels()).bytes.toString()).toBe('{"data":[{"id":"a/b","name":"***"}]}')
  })

  it('is ended by its deadline if the proxy does not respond', async () => {
    proxy.removeAllListeners('connect')
    proxy.on('connect', (_request, client: Socket) => void sockets.add(client.on('error', () => {})))
    const { failure } = await startHarness({ ...proxyOf({ HTTP_PROXY: address() }), timeoutMs: 200 })
    expect(await failure()).toMatchObject({ code: 'timeout' })
  })
})

describe('the variables of proxies', () => {
  it('are part of the configuration, and their credentials are secrets', () => {
    const config = readConfig({ HTTPS_PROXY: 'bob:p%40ssword@proxy.example.com:3128', no_proxy: 'localhost' })
    expect(config.upstream.proxy).toEqual({ https: 'http://bob:p%40ssword@proxy.example.com:3128', no: 'localhost' })
    expect(secretsOf(config)).toEqual(expect.arrayContaining(['p@ssword', 'p%40ssword']))
    expect(readConfig({ NO_PROXY: '*', HTTP_PROXY: '' }).upstream).not.toHaveProperty('proxy')
  })

  it.each([
    ['HTTP_PROXY', 'http://'],
    ['HTTPS_PROXY', 'ftp://hunter2@proxy'],
    ['https_proxy', 'http://bob:hunter2%zz@proxy'],
    ['http_proxy', 'http://proxy:hunter2'],
  ])('are refused if they are not URLs: %s=%s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError)
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`- ${name} must be a URL such as http://proxy`))
    expect(() => readConfig({ [name]: value })).not.toThrow(/hunter2/)
  })
})
