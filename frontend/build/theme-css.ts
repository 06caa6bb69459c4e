import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core'
import type { Plugin } from 'vite'
import { theme } from '../src/styles/theme.ts'

const id = 'virtual:theme.css'

/**
 * `virtual:theme.css`: the variables of the theme as a stylesheet. Mantine would put them into a <style> element at run time, which
 * the content security policy forbids.
 */
export function themeCss(): Plugin {
  return {
    name: 'modelkeep-theme-css',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) =>
      source === `\0${id}`
        ? convertCssVariables(defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme)), ':root')
        : undefined,
  }
}
