// @vitest-environment happy-dom
import { cleanup, renderHook } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { useRecentModels } from '../src/app/palette/recent-models.js'
import { defaultWorkload } from '../src/shared/cost/workload.js'
import { useRememberedWorkload } from '../src/shared/cost/use-remembered-workload.js'
import { useSavedSearches } from '../src/features/explore/share/saved-searches.js'
import {
  useDensity,
  useFavourites,
  useColumnChoices,
  useListView,
  useSelection,
} from '../src/shared/hooks/preferences.js'
import { useSingleKeyShortcuts } from '../src/shared/hooks/use-single-key-shortcuts.js'
import { useTheme } from '../src/shared/hooks/use-theme.js'

const useSettings = () => ({
  density: useDensity()[0],
  view: useListView()[0],
  columns: useColumnChoices()[0],
  favourites: useFavourites().ids,
  selection: useSelection().ids,
  'recent-models': useRecentModels(),
  'plain-keys': useSingleKeyShortcuts()[0],
  searches: useSavedSearches().saved,
  workload: useRememberedWorkload()[0],
  theme: useTheme().choice,
})
const read = () => renderHook(useSettings).result.current
const names = Object.keys(read())
const damaged = ['{bad', 'null', '42', '""', '{}', '[1]', '[null]', '{"ids":["a/b"]}', '"wide"', '[["a/b"]]']

afterEach(() => {
  cleanup()
  localStorage.clear()
  sessionStorage.clear()
})

describe.each(names)('the stored setting "%s"', (name) => {
  it.each(damaged)('falls back to its default for %s', (text) => {
    const defaults = read()
    cleanup()
    for (const storage of [localStorage, sessionStorage]) storage.setItem(`modelkeep-${name}`, text)
    expect(read()).toEqual(defaults)
  })
})

it('keeps the valid numbers of a damaged workload', () => {
  localStorage.setItem('modelkeep-workload', '{"calls":5,"inputTokens":"many"}')
  expect(read().workload).toEqual({ ...defaultWorkload, calls: 5 })
})
