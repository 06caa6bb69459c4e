/** Prompts: questions that people ask, with the tools that answer them. */
import { ProtocolError, ProtocolErrorCode, type GetPromptResult, type Prompt } from '@modelcontextprotocol/server'

interface PromptText extends Prompt {
  readonly name: string
  /** `given`: the arguments; required ones are present. */
  readonly text: (given: Readonly<Record<string, string>>) => string
}

const definitions: readonly PromptText[] = [
  {
    name: 'choose_a_model',
    title: 'Choose a model for …',
    description: 'Find the models that fit a task and a budget, and compare them.',
    arguments: [
      { name: 'task', description: 'What the model is for, such as: reading invoices from photos', required: true },
      { name: 'budget', description: 'Such as: at most 3 USD per million input tokens' },
    ],
    text: ({ task, budget }) =>
      [
        `Choose a model for: ${task}.`,
        ...(budget === undefined ? [] : [`Budget: ${budget}.`]),
        'First derive what the task needs: input and output modalities, context, parameters such as tools or structured outputs, and a maximum price.',
        'Call find_models with these as filters, then compare_models for the best three to five.',
        'Estimate the cost of a typical call with estimate_cost. Recommend one model, and say what the runner-up does better. Name prices in USD per million tokens, and how old the data is.',
      ].join('\n'),
  },
  {
    name: 'check_my_models',
    title: 'Is my list of models still valid?',
    description: 'Check ids of models: gone, expiring, repriced or renamed, with replacements.',
    arguments: [
      { name: 'ids', description: 'Ids of models, comma-separated', required: true },
      { name: 'since', description: 'Compare prices and names with this date, such as 2026-05-01' },
    ],
    text: ({ ids, since }) =>
      [
        `Are these models still valid? ${ids}`,
        `Call check_models with these ids${since === undefined ? '' : ` and since ${since}`}.`,
        'For each model that needs attention, say what is wrong, since or until when, and which replacement to use at which price. Say so if all are fine.',
      ].join('\n'),
  },
]

export const prompts: readonly Prompt[] = definitions.map(({ text: _text, ...prompt }) => prompt)

/** @throws ProtocolError for an unknown name or a missing argument */
export function getPrompt(name: string, given: Readonly<Record<string, string>> = {}): GetPromptResult {
  const prompt = definitions.find((one) => one.name === name)
  if (prompt === undefined) throw invalid(`there is no prompt ${JSON.stringify(name)}`)
  const missing = prompt.arguments?.find((argument) => argument.required && !given[argument.name]?.trim())
  if (missing !== undefined) throw invalid(`the prompt ${name} needs the argument ${missing.name}`)
  return {
    ...(prompt.description !== undefined && { description: prompt.description }),
    messages: [{ role: 'user', content: { type: 'text', text: prompt.text(given) } }],
  }
}

function invalid(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message)
}
