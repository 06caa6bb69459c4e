import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { until } from '../../helpers/test-app.js'

const ids = ['x/history', 'x/endpoints', 'history/history', 'endpoints/history', 'plain/model']
const markup = exampleModel('mark/up', {
  name: 'Only <script>alert(1)</script> ]]> & more',
  description: 'A <img src=x onerror=alert(1)> ]]> & more',
})
let upstream: FakeUpstream
let app: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream({ models: [...ids.map((id) => exampleModel(id)), markup] })
  upstream.setDocument('models/plain/model/endpoints', { data: { id: 'plain/model', endpoints: [] } })
  upstream.setDocument('models/x/history/endpoints', { data: { id: 'x/history', endpoints: [] } })
  app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url })
  await until(async () => (await app.send('/api/models')).headers['x-data-source'] === 'upstream')
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
})

const statusAndId = async (path: string): Promise<[number, unknown]> => {
  const response = await app.send(path)
  return [response.status, response.json<{ data?: { id: string } }>().data?.id]
}
const everyLetter = (text: string): string => Buffer.from(text).toString('hex').replaceAll(/../g, '%$&')

describe('a model whose id ends like a route below a model', () => {
  it.each(ids)('is found by its id: %s', async (id) => {
    for (const root of ['/api/models/', '/api/v1/models/', '/api/v1/model/'])
      for (const path of [id, encodeURIComponent(id), everyLetter(id)])
        expect(await statusAndId(root + path)).toEqual([200, id])
  })

  it('has the routes below it, as other models do', async () => {
    for (const root of ['/api/models', '/api/v1/models'])
      for (const id of ['plain/model', 'plain%2Fmodel', 'x/history', 'x%2Fhistory'])
        expect(await statusAndId(`${root}/${id}/endpoints`)).toEqual([200, decodeURIComponent(id)])
    for (const id of ['plain/model', 'x/history', 'x%2Fhistory', 'nobody'])
      expect((await app.send(`/api/models/${id}/history`)).status).toBe(503) // needs the database
  })
})

describe('RSS', () => {
  it.each(['/api/models.rss', '/api/models?use_rss=true'])('contains no markup of upstream: %s', async (path) => {
    const text = (await app.send(path)).text()
    expect(text).toContain('<title><![CDATA[Only &lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; & more]]></title>')
    expect(text).toContain('<![CDATA[A &lt;img src=x onerror=alert(1)&gt; ]]&gt; &amp; more]]></description>')
    expect(text).not.toMatch(/<(?:script|img)/)
  })
})
