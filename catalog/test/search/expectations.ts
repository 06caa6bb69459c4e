// Expected results of searches, derived from the model lists (ids, names, dates, descriptions) before the ranking was written, never
// from its output. If a row and the search disagree, the search is wrong.

/** A search and its expected results. Has at least one of `first`, `oneOf`, `none`. */
export interface Expectation {
  readonly q: string
  /** The first results, in this order. */
  readonly first?: readonly string[]
  /** The first result is one of these. */
  readonly oneOf?: readonly string[]
  /** Included in the results. */
  readonly has?: readonly string[]
  /** Not in the results. */
  readonly without?: readonly string[]
  /** No results. */
  readonly none?: true
}

/** Over the text models of 2026-08-22. */
export const TEXT_SEARCHES: readonly Expectation[] = [
  // One model, with any separators
  {
    q: 'gpt4o',
    first: ['openai/gpt-4o'],
    has: ['openai/gpt-4o-mini', 'openai/gpt-4o:batch', 'openai/gpt-4o-2024-05-13'],
  },
  { q: 'GPT 4o', first: ['openai/gpt-4o'] },
  { q: 'gpt-4o', first: ['openai/gpt-4o'] },
  { q: 'gpt_4o', first: ['openai/gpt-4o'] },
  { q: 'openai/gpt-4o', first: ['openai/gpt-4o'] },
  { q: 'OpenAI: GPT-4o', first: ['openai/gpt-4o'] },
  { q: 'gpt4omini', first: ['openai/gpt-4o-mini'] },
  { q: '4o mini', first: ['openai/gpt-4o-mini'] },
  { q: 'gptoss', oneOf: ['openai/gpt-oss-120b', 'openai/gpt-oss-20b'] },
  { q: 'gpt oss 20b', first: ['openai/gpt-oss-20b'] },
  { q: 'deepseekr1', first: ['deepseek/deepseek-r1'] },
  { q: 'deep seek r1', first: ['deepseek/deepseek-r1'] },
  { q: 'mythomax', first: ['gryphe/mythomax-l2-13b'] },
  { q: 'mini max m3', first: ['minimax/minimax-m3'] },

  // Dated copies and variants rank after the plain model unless requested
  { q: 'gpt4o 2024-11-20', first: ['openai/gpt-4o-2024-11-20'] },
  { q: 'gpt-4o 0806', first: ['openai/gpt-4o-2024-08-06'] },
  { q: 'gpt-4o:batch', first: ['openai/gpt-4o:batch'] },
  { q: 'gpt-5 batch', first: ['openai/gpt-5:batch'] },
  { q: 'kimi k2', first: ['moonshotai/kimi-k2'] },
  { q: 'kimi k2 0905', first: ['moonshotai/kimi-k2-0905'] },
  { q: 'deepseek v4 pro', first: ['deepseek/deepseek-v4-pro'], has: ['deepseek/deepseek-v4-pro-0813'] },
  { q: 'gpt-oss free', none: true },
  {
    q: 'inkling free',
    first: ['thinkingmachines/inkling:free'],
    has: ['thinkingmachines/inkling-small:free'],
    without: ['thinkingmachines/inkling'],
  },
  { q: 'nvidia free', first: ['nvidia/nemotron-3.5-lightning:free'] },
  { q: 'free', first: ['openrouter/free'] },
  { q: 'gemini pro latest', first: ['~google/gemini-pro-latest'] },

  // No guessing of versions
  {
    q: 'gpt-4',
    first: ['openai/gpt-4'],
    has: ['openai/gpt-4.1', 'openai/gpt-4o', 'openai/gpt-4-turbo'],
    without: ['openai/gpt-5', 'openai/gpt-5.4', 'openai/gpt-5.6-sol', 'openai/gpt-3.5-turbo'],
  },
  { q: 'gpt 4.1', first: ['openai/gpt-4.1'], without: ['openai/gpt-5.1', 'openai/gpt-4', 'openai/gpt-4o'] },
  { q: 'gpt5', first: ['openai/gpt-5'], without: ['openai/gpt-3.5-turbo', 'openai/gpt-4o'] },
  { q: 'gpt-3.5', first: ['openai/gpt-3.5-turbo'], without: ['openai/gpt-5'] },
  { q: 'o3', first: ['openai/o3'], without: ['openai/gpt-3.5-turbo', 'openai/o1', 'openai/o4-mini'] },
  {
    q: 'claude 4.5',
    first: ['anthropic/claude-opus-4.5'],
    has: ['anthropic/claude-sonnet-4.5', 'anthropic/claude-haiku-4.5'],
    without: ['anthropic/claude-opus-4', 'anthropic/claude-opus-4.6'],
  },
  { q: 'claude-sonnet-4-5', first: ['anthropic/claude-sonnet-4.5'] },
  { q: 'deepseek v3', first: ['deepseek/deepseek-chat'] },
  { q: 'deepseek 3.2', first: ['deepseek/deepseek-v3.2'] },
  { q: 'mistral small 4', first: ['mistralai/mistral-small-2603'] },
  { q: 'mistral small 3', first: ['mistralai/mistral-small-24b-instruct-2501'] },
  { q: 'qwen 3.8', oneOf: ['qwen/qwen3.8-27b', 'qwen/qwen3.8-max', 'qwen/qwen3.8-2.4t-a95b'] },

  // Families: the newest plain member first
  {
    q: 'Claude Sonnet',
    first: [
      'anthropic/claude-sonnet-5',
      'anthropic/claude-sonnet-4.6',
      'anthropic/claude-sonnet-4.5',
      'anthropic/claude-sonnet-4',
    ],
  },
  { q: 'opus', first: ['anthropic/claude-opus-5', 'anthropic/claude-opus-4.8', 'anthropic/claude-opus-4.7'] },
  { q: 'gemini', first: ['google/gemini-3.7-flash'] },
  { q: 'gemini pro', first: ['google/gemini-3.1-pro-preview'] },
  { q: 'gemini 2.5', oneOf: ['google/gemini-2.5-pro', 'google/gemini-2.5-flash'] },
  { q: 'gpt mini', first: ['openai/gpt-5.4-mini'] },
  { q: 'gpt 5.6', oneOf: ['openai/gpt-5.6-sol', 'openai/gpt-5.6-terra', 'openai/gpt-5.6-luna'] },
  { q: 'codex', first: ['openai/gpt-5.3-codex'] },
  { q: 'qwen3 coder', first: ['qwen/qwen3-coder'] },
  { q: 'kimi', first: ['moonshotai/kimi-k3'] },
  { q: 'glm', first: ['z-ai/glm-5.3'] },
  { q: 'llama', oneOf: ['meta-llama/llama-4-maverick', 'meta-llama/llama-4-scout'] },
  { q: 'llama 3', first: ['meta-llama/llama-3.3-70b-instruct'], has: ['meta-llama/llama-3.1-8b-instruct'] },
  { q: 'nano banana pro', first: ['google/gemini-3-pro-image'] },
  { q: 'command r plus', first: ['cohere/command-r-plus-08-2024'] },
  { q: 'auto router', first: ['openrouter/auto'] },

  // Sizes
  { q: 'llama 70b', first: ['meta-llama/llama-3.3-70b-instruct', 'meta-llama/llama-3.1-70b-instruct'] },
  { q: 'llama3.3 70B', first: ['meta-llama/llama-3.3-70b-instruct'], without: ['meta-llama/llama-3.1-70b-instruct'] },
  { q: 'llama 8b', first: ['meta-llama/llama-3.1-8b-instruct'] },
  { q: 'qwen3 8b', first: ['qwen/qwen3-8b'] },
  { q: 'mixtral 8x22b', first: ['mistralai/mixtral-8x22b-instruct'] },
  { q: '405b', oneOf: ['nousresearch/hermes-4-405b', 'nousresearch/hermes-3-llama-3.1-405b'] },

  // Authors
  { q: 'anthropic', oneOf: ['anthropic/claude-opus-5', 'anthropic/claude-sonnet-5', 'anthropic/claude-fable-5'] },
  { q: 'xai', first: ['x-ai/grok-4.6'] },
  { q: 'x.ai', first: ['x-ai/grok-4.6'] },
  { q: 'SpaceXAI', first: ['x-ai/grok-4.6'] },
  { q: 'moonshot', first: ['moonshotai/kimi-k3'] },
  { q: 'microsoft', first: ['microsoft/phi-4'] },
  { q: 'thinking machines', oneOf: ['thinkingmachines/inkling-small', 'thinkingmachines/inkling'] },
  { q: 'amazon nova', first: ['amazon/nova-2-lite-v1'] },
  { q: 'mistral', first: ['mistralai/mistral-medium-3-5'] },

  // Words in any order
  { q: 'sonnet claude', first: ['anthropic/claude-sonnet-5'] },
  { q: '70b llama', first: ['meta-llama/llama-3.3-70b-instruct'] },
  { q: 'claude 4 sonnet', first: ['anthropic/claude-sonnet-4'] },
  { q: 'mini gpt-5', first: ['openai/gpt-5-mini'] },

  // Typos
  { q: 'antropic', oneOf: ['anthropic/claude-opus-5', 'anthropic/claude-sonnet-5', 'anthropic/claude-fable-5'] },
  { q: 'antrop', oneOf: ['anthropic/claude-opus-5', 'anthropic/claude-sonnet-5', 'anthropic/claude-fable-5'] },
  { q: 'mistrl', first: ['mistralai/mistral-medium-3-5'] },
  { q: 'gemni', first: ['google/gemini-3.7-flash'] },
  { q: 'gemni 2.5 flash', first: ['google/gemini-2.5-flash'] },
  { q: 'deepsek r1', first: ['deepseek/deepseek-r1'] },
  { q: 'cluade sonet', first: ['anthropic/claude-sonnet-5'] },
  { q: 'perplexty', oneOf: ['perplexity/sonar', 'perplexity/sonar-pro', 'perplexity/sonar-pro-search'] },

  // Incomplete words
  { q: 'clau', oneOf: ['anthropic/claude-opus-5', 'anthropic/claude-sonnet-5', 'anthropic/claude-fable-5'] },
  { q: 'gpt-5 mi', first: ['openai/gpt-5-mini'] },
  { q: 'gpt-4.', first: ['openai/gpt-4'] },
  { q: 'gemini 2.5 fl', first: ['google/gemini-2.5-flash'] },
  { q: 'deepseek r', first: ['deepseek/deepseek-r1'] },

  // Only in descriptions
  {
    q: 'roleplay',
    oneOf: ['aion-labs/aion-3.0', 'aion-labs/aion-3.0-mini'],
    has: ['gryphe/mythomax-l2-13b', 'thedrummer/skyfall-36b-v2'],
  },
  {
    q: 'role-play',
    oneOf: ['aion-labs/aion-3.0', 'aion-labs/aion-3.0-mini', 'thedrummer/skyfall-36b-v2'],
    has: ['thedrummer/unslopnemo-12b', 'gryphe/mythomax-l2-13b'],
  },
  { q: 'vision', first: ['deepseek/deepseek-v4-flash-vision-exp'], has: ['qwen/qwen3.8-27b', 'google/gemma-3-27b-it'] },
  { q: 'qwen vision', first: ['qwen/qwen3.8-27b'] },
  {
    q: 'uncensored',
    first: ['cognitivecomputations/dolphin-mistral-24b-venice-edition', 'thedrummer/cydonia-24b-v4.1'],
  },
  { q: 'japanese', first: ['sakana/sakana-namazu'], has: ['mistralai/mistral-nemo'] },

  // Accents, other scripts, other forms of the same letters
  { q: 'Clàude Sönnet', first: ['anthropic/claude-sonnet-5'] },
  { q: 'ｇｐｔ－４ｏ', first: ['openai/gpt-4o'] },
  { q: '克劳德', none: true },

  // Nonsense
  { q: 'asdfghjkl', none: true },
  { q: 'gpt-4o zzqxv', none: true },
  { q: 'claude gemini', none: true },
  { q: 'blah', none: true },
]

/** Over all modalities, 2026-08-05. */
export const ALL_SEARCHES: readonly Expectation[] = [
  { q: 'whisper', oneOf: ['openai/whisper-large-v3', 'openai/whisper-1'] },
  { q: 'whisper turbo', first: ['openai/whisper-large-v3-turbo'] },
  { q: 'flux', first: ['black-forest-labs/flux-3-video'] },
  { q: 'flux 2 pro', first: ['black-forest-labs/flux.2-pro'] },
  { q: 'black forest', first: ['black-forest-labs/flux-3-video'] },
  { q: 'kling', oneOf: ['kwaivgi/kling-v3.0-pro', 'kwaivgi/kling-v3.0-std'] },
  { q: 'veo', oneOf: ['google/veo-3.1', 'google/veo-3.1-fast', 'google/veo-3.1-lite'] },
  { q: 'sora', first: ['openai/sora-2-pro'] },
  { q: 'gpt image', oneOf: ['openai/gpt-image-2', 'openai/gpt-image-1'] },
  { q: 'text embedding 3 large', first: ['openai/text-embedding-3-large'] },
  { q: 'embeding ada', first: ['openai/text-embedding-ada-002'] },
  { q: 'bge m3', first: ['baai/bge-m3'] },
  {
    q: 'minilm',
    oneOf: [
      'sentence-transformers/all-minilm-l6-v2',
      'sentence-transformers/all-minilm-l12-v2',
      'sentence-transformers/paraphrase-minilm-l6-v2',
    ],
  },
  { q: 'rerank cohere', oneOf: ['cohere/rerank-4-pro', 'cohere/rerank-4-fast'] },
  { q: 'gpt4o', first: ['openai/gpt-4o'], has: ['openai/gpt-4o-transcribe'] },
  { q: '4o mini', first: ['openai/gpt-4o-mini'] },
  { q: 'llama', oneOf: ['meta-llama/llama-4-maverick', 'meta-llama/llama-4-scout'] },
  { q: 'voyage 4', first: ['voyageai/voyage-4'] },
  { q: 'mongodb', oneOf: ['voyageai/rerank-2.5-lite', 'voyageai/rerank-2.5'] },
  { q: 'gpt-oss free', first: ['openai/gpt-oss-20b:free'] },
  {
    q: 'translation',
    has: ['openai/whisper-large-v3'],
    oneOf: ['openai/whisper-large-v3', 'openai/whisper-1', 'mistralai/voxtral-small-24b-2507'],
  },
]

/** Over the invented models of `models.ts`: the same expectations, which do not need captures. */
export const INVENTED_SEARCHES: readonly Expectation[] = [
  {
    q: 'fjord4o',
    first: ['norra/fjord-4o'],
    has: ['norra/fjord-4o-mini', 'norra/fjord-4o:batch', 'norra/fjord-4o-2025-11-20'],
  },
  { q: 'Fjord 4o', first: ['norra/fjord-4o'] },
  { q: 'norra/fjord-4o', first: ['norra/fjord-4o'] },
  { q: 'fjord4omini', first: ['norra/fjord-4o-mini'] },
  { q: 'fjord4o 2025-11-20', first: ['norra/fjord-4o-2025-11-20'] },
  { q: 'fjord 4o 0806', first: ['norra/fjord-4o-2025-08-06'] },
  { q: 'fjord-4o:batch', first: ['norra/fjord-4o:batch'] },
  {
    q: 'fjord-4',
    first: ['norra/fjord-4'],
    has: ['norra/fjord-4.1', 'norra/fjord-4o'],
    without: ['norra/fjord-5', 'norra/fjord-5-mini', 'norra/fjord-3.5'],
  },
  { q: 'fjord 5', first: ['norra/fjord-5'], without: ['norra/fjord-3.5', 'norra/fjord-4'] },
  { q: 'fjord-5 mi', first: ['norra/fjord-5-mini'] },
  { q: 'mini fjord-5', first: ['norra/fjord-5-mini'] },
  { q: 'o3', first: ['norra/o3'], without: ['norra/fjord-3.5'] },
  { q: 'o 3', first: ['norra/o3'] },
  {
    q: 'ballad sonata',
    first: ['cantabile/ballad-sonata-5', 'cantabile/ballad-sonata-4.5', 'cantabile/ballad-sonata-4'],
  },
  { q: 'sonata', first: ['cantabile/ballad-sonata-5'] },
  { q: 'ballad-sonata-4-5', first: ['cantabile/ballad-sonata-4.5'] },
  { q: 'ballad 4 sonata', first: ['cantabile/ballad-sonata-4'] },
  {
    q: 'opera',
    first: ['cantabile/ballad-opera-5', 'cantabile/ballad-opera-4.8'],
    has: ['cantabile/ballad-opera-5-fast', '~cantabile/ballad-opera-latest'],
  },
  { q: 'ballad', oneOf: ['cantabile/ballad-opera-5', 'cantabile/ballad-sonata-5'] },
  { q: 'balad sonta', first: ['cantabile/ballad-sonata-5'] },
  { q: 'cantabil', oneOf: ['cantabile/ballad-opera-5', 'cantabile/ballad-sonata-5'] },
  { q: 'cantible', oneOf: ['cantabile/ballad-opera-5', 'cantabile/ballad-sonata-5'] },
  {
    q: 'alpaca 70b',
    first: ['pampa-llm/alpaca-3.3-70b-instruct', 'pampa-llm/alpaca-3.1-70b-instruct'],
    has: ['tinker/distill-alpaca-70b'],
  },
  { q: '70b alpaca', first: ['pampa-llm/alpaca-3.3-70b-instruct'] },
  { q: 'alpaca3.3 70B', first: ['pampa-llm/alpaca-3.3-70b-instruct'], without: ['pampa-llm/alpaca-3.1-70b-instruct'] },
  { q: 'alpaca 3', first: ['pampa-llm/alpaca-3.3-70b-instruct', 'pampa-llm/alpaca-3.1-70b-instruct'] },
  { q: 'alpaca', first: ['pampa-llm/alpaca-4-scout'] },
  { q: 'qai', first: ['q-ai/quark-4.6'] },
  { q: 'q.ai', first: ['q-ai/quark-4.6'] },
  { q: 'quark', first: ['q-ai/quark-4.6'] },
  { q: 'quark free', first: ['q-ai/quark-4.6:free'], without: ['q-ai/quark-4.6', 'q-ai/quark-4.5'] },
  { q: 'tide pro', first: ['ocean/tide-3.1-pro-preview'], has: ['ocean/tide-2.5-pro', 'ocean/tide-3-pro-image'] },
  { q: 'tide 2.5', first: ['ocean/tide-2.5-pro'] },
  { q: 'tide pro latest', first: ['~ocean/tide-pro-latest'] },
  { q: 'deep well r1', first: ['deepwell/deepwell-r1'] },
  { q: 'deepwellr1', first: ['deepwell/deepwell-r1'] },
  { q: 'deepwell v3', first: ['deepwell/deepwell-chat'] },
  { q: 'deepwell 3.2', first: ['deepwell/deepwell-v3.2'] },
  { q: 'depwell', oneOf: ['deepwell/deepwell-v3.2'] },
  { q: 'breeze medium', first: ['mistral-des/breeze-medium-3-5'] },
  { q: 'melange', first: ['cafe-noir/melange-8x7b'] },
  { q: 'Mélange CAFÉ', first: ['cafe-noir/melange-8x7b'] },
  { q: '月光', first: ['yueguang/moonlight-max'] },
  { q: 'roleplay', first: ['tinker/weaver-13b'], has: ['cafe-noir/melange-8x7b'] },
  {
    q: 'role play',
    has: ['tinker/weaver-13b', 'cafe-noir/melange-8x7b'],
    oneOf: ['tinker/weaver-13b', 'cafe-noir/melange-8x7b'],
  },
  { q: 'handwriting', first: ['ocean/tide-2.5-pro'] },
  { q: 'handwritng', first: ['ocean/tide-2.5-pro'] },
  { q: 'alpaca medicine', first: ['tinker/distill-alpaca-70b'], without: ['pampa-llm/alpaca-3.3-70b-instruct'] },
  { q: 'linked', none: true },
  { q: 'ballad quark', none: true },
  { q: 'qwzx', none: true },
]
