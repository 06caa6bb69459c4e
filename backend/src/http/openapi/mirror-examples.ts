/** Examples for the contract, like those in `examples.ts`. */

export const modelsDev = {
  openrouter: {
    id: 'openrouter',
    name: 'OpenRouter',
    models: {
      'openai/gpt-4o': {
        id: 'openai/gpt-4o',
        name: 'GPT-4o',
        cost: { input: 2.5, output: 10, cache_read: 1.25 },
        limit: { context: 128_000, output: 16_384 },
      },
    },
  },
}

export const liteLlm = {
  'openrouter/openai/gpt-4o': {
    litellm_provider: 'openrouter',
    mode: 'chat',
    max_input_tokens: 128_000,
    max_output_tokens: 16_384,
    input_cost_per_token: 0.0000025,
    output_cost_per_token: 0.00001,
  },
}
