// Usage objects as the public API references of their providers show them.

/** https://platform.openai.com/docs/api-reference/chat/object */
export const openaiChat = {
  prompt_tokens: 2006,
  completion_tokens: 300,
  total_tokens: 2306,
  prompt_tokens_details: { cached_tokens: 1920, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 120,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
}

/** https://platform.openai.com/docs/api-reference/responses/object */
export const openaiResponses = {
  input_tokens: 328,
  input_tokens_details: { cached_tokens: 128 },
  output_tokens: 52,
  output_tokens_details: { reasoning_tokens: 32 },
  total_tokens: 380,
}

/** https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching */
export const anthropic = {
  input_tokens: 2048,
  cache_read_input_tokens: 1800,
  cache_creation_input_tokens: 248,
  output_tokens: 503,
  cache_creation: { ephemeral_5m_input_tokens: 148, ephemeral_1h_input_tokens: 100 },
  server_tool_use: { web_search_requests: 2 },
  service_tier: 'standard',
}

/** https://ai.google.dev/api/generate-content#UsageMetadata */
export const gemini = {
  usageMetadata: {
    promptTokenCount: 696_219,
    cachedContentTokenCount: 696_190,
    candidatesTokenCount: 214,
    thoughtsTokenCount: 86,
    totalTokenCount: 696_519,
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: 29 },
      { modality: 'AUDIO', tokenCount: 696_190 },
    ],
    cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 696_190 }],
  },
}

/** https://openrouter.ai/docs/use-cases/usage-accounting */
export const openrouter = {
  completion_tokens: 2,
  completion_tokens_details: { reasoning_tokens: 0 },
  cost: 0.95,
  cost_details: { upstream_inference_cost: 19 },
  prompt_tokens: 194,
  prompt_tokens_details: { cached_tokens: 100, cache_write_tokens: 50, audio_tokens: 0 },
  total_tokens: 196,
}
