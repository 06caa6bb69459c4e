import { expect, it } from 'vitest'
import { listOfPath } from '../src/app/list-of-path.js'

it.each([
  ['', {}],
  ['/', {}],
  ['openai', { model_authors: 'openai' }],
  ['meta-llama/', { model_authors: 'meta-llama' }],
  ['openai/gpt-4o', null],
  ['~openai/gpt-latest', null],
  ['openai%2Fgpt-4o', null],
])('the path "/models/%s" stands for the list %j', (splat, search) => {
  expect(listOfPath(splat)).toEqual(search)
})
