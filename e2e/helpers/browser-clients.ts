// Bundled for a page: the clients of the README, with only the base URL changed.
import { OpenRouter } from '@openrouter/sdk'
import OpenAI from 'openai'

const openAi = (baseURL: string): OpenAI =>
  new OpenAI({ apiKey: 'none', baseURL, maxRetries: 0, dangerouslyAllowBrowser: true })
const openRouter = (serverURL: string): OpenRouter =>
  new OpenRouter({
    serverURL,
    httpReferer: 'https://app.example',
    appTitle: 'Example',
    retryConfig: { strategy: 'none' },
  })

async function list(client: 'openai' | 'openrouter', baseUrl: string): Promise<string[]> {
  const found: string[] = []
  if (client === 'openai') for await (const { id } of openAi(baseUrl).models.list()) found.push(id)
  else
    for await (const page of await openRouter(baseUrl).models.list())
      found.push(...page.result.data.map(({ id }) => id))
  return found
}

async function get(client: 'openai' | 'openrouter', baseUrl: string, id: string): Promise<string> {
  if (client === 'openai') {
    const { data } = (await openAi(baseUrl).models.retrieve(id)) as unknown as { data: { id: string } }
    return data.id // in OpenRouter's shape, which is not OpenAI's
  }
  const [author = '', slug = ''] = id.split('/')
  return (await openRouter(baseUrl).models.get({ author, slug })).data.id
}

Object.assign(globalThis, { clients: { list, get } })
