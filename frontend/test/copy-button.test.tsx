// @vitest-environment happy-dom
import { cleanup, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { CopyButton } from '../src/shared/ui/copy-button.js'
import { renderPage } from './helpers/render.js'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

it('copies its text and announces it', async () => {
  const user = userEvent.setup()
  renderPage(<CopyButton text="openai/gpt-4o" what="id openai/gpt-4o" />)
  await user.click(screen.getByRole('button', { name: 'Copy id openai/gpt-4o' }))
  expect(await navigator.clipboard.readText()).toBe('openai/gpt-4o')
  await vi.waitFor(() => expect(screen.getByRole('status').textContent).toBe('Copied id openai/gpt-4o'))
})

it('announces a failure', async () => {
  const user = userEvent.setup()
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('denied'))
  renderPage(<CopyButton text="x" what="the id" />)
  await user.click(screen.getByRole('button', { name: 'Copy the id' }))
  await vi.waitFor(() => expect(screen.getByRole('status').textContent).toBe('Could not copy the id'))
})

it('reads a text that may change when it is clicked', async () => {
  const user = userEvent.setup()
  let url = 'https://example.org/compare?in=7700'
  renderPage(<CopyButton text={() => url} what="the link" />)
  url = 'https://example.org/compare?in=77000'
  await user.click(screen.getByRole('button', { name: 'Copy the link' }))
  expect(await navigator.clipboard.readText()).toBe(url)
})
