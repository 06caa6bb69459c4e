import { describe, expect, it, vi } from 'vitest'
import { createContract } from '../../../src/http/openapi/contract.js'
import { createContractDocuments } from '../../../src/http/openapi/documents.js'

vi.mock(import('../../../src/http/openapi/contract.js'), async (original) => {
  const actual = await original()
  return { ...actual, createContract: vi.fn<typeof actual.createContract>(actual.createContract) }
})

describe('the documents made from the contract', () => {
  it('create it once, however many requests arrive before it is ready', async () => {
    const { openapi, llms } = createContractDocuments()
    const responses = await Promise.all([openapi(), llms(), openapi(), llms(), llms()])
    expect(createContract).toHaveBeenCalledTimes(1)
    expect(new Set(responses).size).toBe(2)
  })
})
