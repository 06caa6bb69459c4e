import type { Model } from '@modelkeep/catalog/model/model'

export type Capability = 'tools' | 'structured' | 'reasoning'

export const capabilityNames: Readonly<Record<Capability, string>> = {
  tools: 'Tools',
  structured: 'Structured output',
  reasoning: 'Reasoning',
}

/** What at least one provider of the model supports, in a fixed order. */
export function capabilitiesOf({ supported_parameters: parameters = [], reasoning }: Model): Capability[] {
  const has = {
    tools: parameters.includes('tools'),
    structured: parameters.includes('structured_outputs'),
    reasoning: reasoning != null || parameters.includes('reasoning') || parameters.includes('include_reasoning'),
  }
  return (['tools', 'structured', 'reasoning'] as const).filter((capability) => has[capability])
}
