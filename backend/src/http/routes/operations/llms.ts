import * as z from 'zod'
import { defineRoute } from '../../route.js'

export const llms = defineRoute({
  method: 'GET',
  path: '/llms.txt',
  responses: {
    'text/plain': {
      schema: z.string(),
      example: '# Modelkeep\n\n> A copy of the AI-model catalogue that OpenRouter publishes …\n',
    },
  },
  docs: {
    id: 'getLlmsText',
    tag: 'Operations',
    summary: 'An overview for AI agents',
    description: 'Markdown in the form of llmstxt.org: routes and parameters in brief, with examples.',
    cannotFail: true,
  },
  access: 'public',
  cache: 'never',
  load: 'work',
  services: ['contract'],
  handle: (_input, { contract }) => contract.llms(),
})
