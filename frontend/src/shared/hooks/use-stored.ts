import { isRecord } from '@modelkeep/catalog/model/is-record'
import { useLocalStorage, useSessionStorage } from '@mantine/hooks'

/**
 * A setting stored in this browser as JSON and shared by its tabs. What is stored may be damaged or written by an older version of the
 * page: a value that is not valid counts as absent.
 */
export function useStored<T>(key: string, defaultValue: T, isValid: (value: unknown) => value is T) {
  return useLocalStorage<T>(optionsOf(key, defaultValue, isValid))
}

/** Like `useStored`, for the lifetime of the tab. */
export function useStoredInTab<T>(key: string, defaultValue: T, isValid: (value: unknown) => value is T) {
  return useSessionStorage<T>(optionsOf(key, defaultValue, isValid))
}

function optionsOf<T>(key: string, defaultValue: T, isValid: (value: unknown) => value is T) {
  const deserialize = (text: string | undefined): T => {
    try {
      const value: unknown = JSON.parse(text ?? '')
      return isValid(value) ? value : defaultValue
    } catch {
      return defaultValue
    }
  }
  return { key: `modelkeep-${key}`, defaultValue, getInitialValueInEffect: false, deserialize }
}

export function isOneOf<const T extends string>(...values: readonly T[]): (value: unknown) => value is T {
  return (value): value is T => values.some((one) => one === value)
}

export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'

export const isFlags = (value: unknown): value is Readonly<Record<string, boolean>> =>
  isRecord(value) && Object.values(value).every(isBoolean)

export const isStringList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
