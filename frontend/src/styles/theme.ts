import { createTheme, type MantineColorsTuple } from '@mantine/core'

const brand: MantineColorsTuple = [
  '#eafaf4',
  '#d3f3e7',
  '#a6e6d0',
  '#73d6b5',
  '#45c39b',
  '#22a981',
  '#0f8f6c',
  '#0d7459',
  '#0c5d49',
  '#0b4a3b',
]
/** From text to background of the dark theme, a little green, so that it goes with the brand. */
const dark: MantineColorsTuple = [
  '#e3ebe8',
  '#c3cfcb',
  '#9aaaa4',
  '#6d7d78',
  '#41504b',
  '#2c3935',
  '#1d2725',
  '#151d1b',
  '#0e1413',
  '#090d0c',
]
const gray: MantineColorsTuple = [
  '#f7f9f8',
  '#f0f4f2',
  '#e4eae7',
  '#d3dbd8',
  '#b8c3bf',
  '#93a19c',
  '#65736e',
  '#485550',
  '#2e3936',
  '#16201d',
]

const sans =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Inter, 'Noto Sans', Ubuntu, 'Helvetica Neue', Arial, sans-serif"

/** Written to a stylesheet when the page is built (`virtual:theme.css`), and given to Mantine for what it reads from scripts. */
export const theme = createTheme({
  colors: { brand, dark, gray },
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 6 },
  black: '#16201d',
  fontFamily: sans,
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  headings: { fontFamily: sans, fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  autoContrast: true,
})
