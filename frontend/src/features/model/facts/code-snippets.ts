// Complete example programs that call a model through OpenRouter. They read OPENROUTER_API_KEY from the environment.
import type { Model } from '@modelkeep/catalog/model/model'
import { outputModalities } from '@modelkeep/catalog/model/modalities'

export const languages = ['curl', 'typescript', 'python'] as const
export type Language = (typeof languages)[number]
export const languageNames: Readonly<Record<Language, string>> = {
  curl: 'curl',
  typescript: 'TypeScript',
  python: 'Python',
}

const base = 'https://openrouter.ai/api/v1'

/** null for models that output neither text, images nor embeddings. */
export function codeSnippets(model: Model): Readonly<Record<Language, string>> | null {
  const outputs = outputModalities(model)
  if (outputs.includes('embeddings')) return embeddings(model.id)
  if (outputs.includes('text') || outputs.includes('image'))
    return chat(model.id, outputsImages(model) ? outputs : ['text'])
  return null
}

/** Routers are excluded: they output images only when they select a model that does. */
function outputsImages(model: Model): boolean {
  return outputModalities(model).includes('image') && model.architecture?.tokenizer !== 'Router'
}

function chat(id: string, outputs: readonly string[]): Record<Language, string> {
  const hasImages = outputs.includes('image')
  const prompt = hasImages ? 'Draw a lighthouse at dusk.' : 'Say hello in five languages.'
  const modalities = hasImages ? outputs.filter((one) => one === 'text' || one === 'image').toSorted() : null
  const messages = [{ role: 'user', content: prompt }]
  const model = JSON.stringify(id)
  const list = JSON.stringify(modalities)?.replace(',', ', ')
  return {
    curl: curl('/chat/completions', { model: id, ...(modalities !== null && { modalities }), messages }),
    typescript: `${typescriptHead}
const response = await client.chat.completions.create({
  model: ${model},
${modalities === null ? '' : `  // @ts-expect-error OpenAI's types do not include image output\n  modalities: ${list},\n`}  messages: [{ role: "user", content: ${JSON.stringify(prompt)} }],
});
console.log(response.choices[0]?.message${hasImages ? '' : '.content'});
`,
    python: `${pythonHead}
response = client.chat.completions.create(
    model=${model},
${modalities === null ? '' : `    extra_body={"modalities": ${list}},\n`}    messages=[{"role": "user", "content": ${JSON.stringify(prompt)}}],
)
print(response.choices[0].message${hasImages ? '' : '.content'})
`,
  }
}

function embeddings(id: string): Record<Language, string> {
  const model = JSON.stringify(id)
  return {
    curl: curl('/embeddings', { model: id, input: 'A lighthouse at dusk' }),
    typescript: `${typescriptHead}
const response = await client.embeddings.create({
  model: ${model},
  input: "A lighthouse at dusk",
});
console.log(response.data[0]?.embedding);
`,
    python: `${pythonHead}
response = client.embeddings.create(
    model=${model},
    input="A lighthouse at dusk",
)
print(response.data[0].embedding)
`,
  }
}

/** Single quotes in the body are escaped for the shell. */
function curl(path: string, body: unknown): string {
  const json = JSON.stringify(body, null, 2).replaceAll("'", String.raw`'\''`)
  return `curl ${base}${path} \\
  -H "Authorization: Bearer $OPENROUTER_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '${json}'
`
}

const typescriptHead = `import OpenAI from "openai";

const client = new OpenAI({
  baseURL: "${base}",
  apiKey: process.env.OPENROUTER_API_KEY,
});
`

const pythonHead = `import os

from openai import OpenAI

client = OpenAI(
    base_url="${base}",
    api_key=os.environ["OPENROUTER_API_KEY"],
)
`
