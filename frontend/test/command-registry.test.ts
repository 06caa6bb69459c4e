import { expect, it } from 'vitest'
import { createCommandRegistry } from '../src/shared/commands/command-registry.js'

const command = (id: string, runs: string[]) => ({ id, run: () => void runs.push(id) })

it('runs a registered command', () => {
  const registry = createCommandRegistry()
  const runs: string[] = []
  registry.register(command('csv', runs))
  registry.run('csv')
  expect(runs).toEqual(['csv'])
  expect(registry.all().map(({ id }) => id)).toEqual(['csv'])
})

it('runs a command as soon as a view registers it, once', () => {
  const registry = createCommandRegistry()
  const runs: string[] = []
  registry.run('focus-search')
  const unregister = registry.register(command('focus-search', runs))
  unregister()
  registry.register(command('focus-search', runs))
  expect(runs).toEqual(['focus-search'])
})

it('forgets a command when its view is gone, but not one that replaced it', () => {
  const registry = createCommandRegistry()
  const runs: string[] = []
  const unregister = registry.register(command('csv', runs))
  registry.register(command('csv', runs))
  unregister()
  expect(registry.all()).toHaveLength(1)
})
