import type { Command } from 'commander'
import { parsePricePaths, readUnit } from '@modelkeep/catalog/price-table/price-paths'
import type { PriceTableOptions } from '@modelkeep/catalog/price-table/read-price-table'
import { SourceError } from '../source/model-source.js'

/** The options of commander. */
export interface PricesCommandOptions {
  prices?: string
  pricePaths?: string
  priceUnit?: string
  pricePrefix?: string
  known?: string
  format?: string
  write?: true
  json?: true
  table?: true
}

export const FORMATS = ['text', 'json', 'github'] as const
export type Format = (typeof FORMATS)[number]

export interface PricesOptions {
  file: string
  table: PriceTableOptions
  /** null: the default. */
  prefix: string | null
  /** The file of known deviations. */
  known: string | null
  /** undefined: text on a terminal, otherwise JSON. */
  format: Format | undefined
  write: boolean
}

export const pricesHelp = `
--prices compares a price table with the catalogue: a LiteLLM map, a list or map in JSON, or CSV. Ids and prices are found by their
names, such as input_cost_per_token, input_per_million or "Output ($/1M tokens)"; standard error says which were. Prices are
compared as exact decimals. A price that the catalogue does not publish, or that is dynamic, is not compared. Of a LiteLLM map only
keys with openrouter/ are compared, unless --price-prefix names another prefix, or '' for none.

--price-paths names the id, then each price as path:price:unit. In JSON, [] is a list and * stands for the keys of a map; in CSV a path
is the name of a column. Prices are named as in \`pricing\` (prompt, completion, input_cache_read, ...), units are per-token,
per-thousand, per-million and per-unit.

--known names a JSON list of deviations that are no errors: {"model": ..., "field": "prompt", "value": 2.4}, with "catalogue" only
while the catalogue has that price; {"model": ..., "missing": true} for a model that the catalogue does not have.

--write replaces the wrong numbers in the file and nothing else. A model that is missing, or a price that is not a number, or that
depends on the time of day, still needs attention.

  modelkeep check --prices prices.csv --format github
  modelkeep check --prices prices.json --price-paths 'models[].id,prices.in:prompt:per-million' --write`

export function describePrices(command: Command): Command {
  command.optionsGroup('Price tables:')
  return command
    .option('--prices <file>', 'compare a price table with the catalogue: JSON or CSV')
    .option('--price-paths <list>', 'where its id and prices are, such as models[].id,prices.in:prompt:per-million')
    .option('--price-unit <unit>', 'the unit of prices whose names do not say it, such as per-million')
    .option('--price-prefix <text>', "the prefix of the ids of OpenRouter's models; others are skipped")
    .option('--known <file>', 'known deviations, which are no errors')
    .option('--format <format>', `${FORMATS.join(', ')} (annotations of a workflow)`)
    .option('--write', 'correct the wrong prices in the file')
}

/** @throws SourceError if options that need `--prices` are given without it */
export function requirePrices({
  pricePaths,
  priceUnit,
  pricePrefix,
  known,
  format,
  write,
}: PricesCommandOptions): void {
  const given = {
    '--price-paths': pricePaths,
    '--price-unit': priceUnit,
    '--price-prefix': pricePrefix,
    '--known': known,
    '--format': format,
    '--write': write,
  }
  const [option] = Object.entries(given).find(([, value]) => value !== undefined) ?? []
  if (option !== undefined) throw new SourceError(`${option} needs --prices`)
}

/** `others` are the names of given options that check ids. @throws SourceError, PriceTableError */
export function readPricesOptions(given: PricesCommandOptions, others: readonly string[]): PricesOptions {
  if (others.length > 0)
    throw new SourceError(`--prices cannot be combined with ${others.join(', ')}: check models in another run`)
  return {
    file: given.prices!,
    table: {
      paths: given.pricePaths === undefined ? null : parsePricePaths(given.pricePaths),
      unit: given.priceUnit === undefined ? null : readUnit(given.priceUnit, '--price-unit'),
    },
    prefix: given.pricePrefix ?? null,
    known: given.known ?? null,
    format: readFormat(given),
    write: given.write === true,
  }
}

function readFormat({ format, json, table }: PricesCommandOptions): Format | undefined {
  if (format === undefined) return table === true ? 'text' : json === true ? 'json' : undefined
  const known = FORMATS.find((one) => one === format)
  if (known === undefined)
    throw new SourceError(`--format is ${JSON.stringify(format)}; expected one of ${FORMATS.join(', ')}`)
  return known
}
