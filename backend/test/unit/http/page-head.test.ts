import { authorSummary } from '@modelkeep/catalog/authors/author-summary'
import { describe, expect, it } from 'vitest'
import { shortened, withHead } from '../../../src/http/page/page-head.js'
import { authorHead, comparisonHead, modelHead, searchHead } from '../../../src/http/page/view-heads.js'

const html =
  '<!doctype html><html><head><title>Old</title>\n<meta name="description" content="old" />\n<meta property="og:title" content="old" /></head><body><p>Body</p></body></html>'
const model = (id: string, name: string, more = {}) => ({ id, name, ...more })

describe('the head of a document', () => {
  it('replaces every element that describes the view, and nothing else', () => {
    const made = withHead(html, { title: 'New', description: 'About it' })
    expect(made).not.toContain('old')
    expect(made).not.toContain('Old')
    expect(made.match(/<title>/g)).toHaveLength(1)
    expect(made.match(/name="description"/g)).toHaveLength(1)
    expect(made.match(/og:title/g)).toHaveLength(1)
    expect(made).toContain('<title>New · Modelkeep</title>')
    expect(made).toContain('<body><p>Body</p></body>')
  })

  it.each([
    ['</title><script>alert(1)</script>'],
    ['" onload="alert(1)'],
    ["'><img src=x onerror=alert(1)>"],
    ['<!-- --> ]]> &lt;script&gt;'],
    ["$& $` $' $1 $$"],
    ['\u0000\u0008\uD800 \u202E \u2028'],
  ])('escapes %j', (text) => {
    const made = withHead(html, { title: text, description: text })
    const tags = made.match(/<[a-z!/][^>]*>/gi)
    const plain = withHead(html, { title: 'x', description: 'x' }).match(/<[a-z!/][^>]*>/gi)
    expect(tags?.map((tag) => tag.split(/[ >]/, 1)[0])).toEqual(plain?.map((tag) => tag.split(/[ >]/, 1)[0]))
    // No attribute ends early.
    for (const tag of tags ?? []) expect(tag.replaceAll(/="[^"<>]*"/g, '')).not.toMatch(/["']|onload|onerror/)
    // oxlint-disable-next-line no-control-regex -- what is looked for
    expect(made).not.toMatch(/[\u0000\u0008]/)
    expect(Buffer.from(made).toString()).toBe(made.toWellFormed())
  })

  it('shortens long texts between words, on one line', () => {
    expect(shortened('one\n two\t three', 100)).toBe('one two three')
    expect(shortened('one two three four', 12)).toBe('one two…')
    expect(shortened('x'.repeat(500), 120)).toHaveLength(120)
    expect(shortened('😀'.repeat(50), 10)).toBe(`${'😀'.repeat(9)}…`)
  })
})

describe('the head of a view', () => {
  it('names a model, its author and its prices', () => {
    const head = modelHead(
      model('openai/gpt-4o', 'OpenAI: GPT-4o', {
        pricing: { prompt: '0.0000025', completion: '0.00001' },
        context_length: 128_000,
        architecture: { output_modalities: ['text'] },
        description: 'The model.',
      }),
    )
    expect(head).toEqual({
      title: 'GPT-4o',
      description:
        'GPT-4o by OpenAI: $2.50 input and $10.00 output per million tokens and 128,000 tokens of context. The model.',
    })
  })

  it.each([
    [{ pricing: {} }, 'X by acme.'],
    [{ pricing: { prompt: '-1', completion: '-1' }, architecture: { output_modalities: ['text'] } }, 'depends'],
    [{ pricing: { prompt: '0', completion: '0' }, architecture: { output_modalities: ['image'] } }, 'X by acme.'],
    [{ pricing: { prompt: '0', completion: '0' }, architecture: { output_modalities: ['text'] } }, 'X by acme: free.'],
  ])('shows no price that is not known: %j', (more, text) => {
    const { description } = modelHead(model('acme/x', 'X', more))
    expect(description).toContain(text)
    expect(description).not.toContain('$')
  })

  it('falls back to the id of a model without a name', () => {
    expect(modelHead(model('acme/x', ' ')).title).toBe('acme/x')
  })

  it('summarises the models of an author', () => {
    const text = { architecture: { output_modalities: ['text'] } }
    const models = [
      model('acme/x', 'Acme: X', { ...text, created: 1, pricing: { prompt: '0.000003', completion: '0' } }),
      model('~acme/y', 'Acme: Y', { ...text, created: 2, pricing: { prompt: '0.00000005', completion: '1' } }),
      model('other/z', 'Z'),
    ]
    const head = (author: string) => {
      const summary = authorSummary(models, author)
      return summary && authorHead(summary)
    }
    expect(head('acme')).toEqual({
      title: 'Models by Acme',
      description: '2 AI models by Acme. Newest: X. $0.05 to $3.00 per million input tokens.',
    })
    // What is not known is left out.
    expect(head('other')?.description).toBe('1 AI model by other.')
  })

  it('names the compared models in their order', () => {
    const head = comparisonHead([model('a/x', 'A: X'), model('b/y', 'Y'), model('c/z', 'C: Z')])
    expect(head.title).toBe('Compare X, Y and Z')
    expect(comparisonHead([]).title).toBe('Compare models')
  })

  it('names a search', () => {
    expect(searchHead(' claude ').title).toBe('claude')
    expect(searchHead(null).title).toBe('AI models: prices, context and limits')
  })
})
