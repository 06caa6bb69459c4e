import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caseFor } from './helpers/cases.js'
import { expectAsDocumented, operations, readContract, type Operation } from './helpers/contract.js'
import { startProgramStates, type ProgramStates } from './helpers/program-states.js'

let states: ProgramStates
/** An overload cannot be caused at will. Its response is checked where it is created. */
const overloaded = readContract().components.responses['Overloaded']?.description
const statusesOf = ({ responses }: Operation): number[] =>
  Object.entries(responses).flatMap(([status, { description }]) => (description === overloaded ? [] : [Number(status)]))

beforeAll(async () => {
  states = await startProgramStates()
})
afterAll(() => states.close())

// A new operation or status fails here until cases.ts has a request for it.
describe.each(operations)('$method $path', (operation) => {
  it.each(statusesOf(operation))('responds %i as documented', async (status) => {
    const wanted = caseFor(operation, status)
    expect(wanted, `cases.ts has no request for ${operation.operationId} with ${status}`).toBeDefined()
    const response = await states.send(wanted!)
    expect([response.status, response.text()]).toEqual([status, expect.anything()])
    expectAsDocumented(operation, response)
  })
})

describe.each(operations.filter(({ method, responses }) => method === 'GET' && '200' in responses))(
  'HEAD $path',
  (operation) => {
    it('responds with the headers of GET and no body', async () => {
      const response = await states.send({ ...caseFor(operation, 200)!, method: 'HEAD' })
      expect([response.status, response.body.length]).toEqual([200, 0])
      const hasEnd = operation.operationId !== 'streamChanges'
      expect(Number(response.headers['content-length']) > 0).toBe(hasEnd)
      expectAsDocumented(operation, response, { head: true })
    })
  },
)
