import type { Icon } from '../ui/icons.js'

/** How the palette lists a command. */
export interface PaletteEntry {
  label: string
  group: 'Pages' | 'Actions'
  icon: Icon
  /** Further words that find it. */
  alias?: string
  /** The key that runs it. */
  shortcut?: string
}

export interface Command {
  id: string
  /** Resolves with a message to show when the result is visible nowhere else. */
  run: () => void | Promise<string>
  /** Absent: the command is not listed in the palette. */
  entry?: PaletteEntry | undefined
}

export interface CommandRegistry {
  /** Returns a function that removes the command. */
  register: (command: Command) => () => void
  /** Runs the command now, or as soon as a view registers it. */
  run: (id: string) => void
  all: () => Command[]
}

/** Commands of the mounted views. The palette lists them and shortcuts run them. */
export function createCommandRegistry(): CommandRegistry {
  const commands = new Map<string, Command>()
  let awaited: string | null = null
  return {
    register(command) {
      commands.set(command.id, command)
      if (awaited === command.id) {
        awaited = null
        void command.run()
      }
      return () => {
        if (commands.get(command.id) === command) commands.delete(command.id)
      }
    },
    run(id) {
      const command = commands.get(id)
      awaited = command === undefined ? id : null
      void command?.run()
    },
    all: () => [...commands.values()],
  }
}
