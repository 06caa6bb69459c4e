import { createContext, useContext, useEffect, useRef } from 'react'
import { type Command, createCommandRegistry } from './command-registry.js'

/** The shell provides the registry; a view rendered without a shell gets one that nobody reads. */
export const CommandRegistryContext = createContext(createCommandRegistry())

export const useCommandRegistry = () => useContext(CommandRegistryContext)

/** Offers a command while the component is mounted and `isActive`. `entry` must be a constant. */
export function useCommand({ id, run, entry }: Command, isActive = true): void {
  const registry = useCommandRegistry()
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(
    () => (isActive ? registry.register({ id, entry, run: () => latest.current() }) : undefined),
    [registry, id, entry, isActive],
  )
}
