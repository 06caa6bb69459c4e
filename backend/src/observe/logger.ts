import { createRequire } from 'node:module'
import { pino, type Logger as PinoLogger } from 'pino'
import type prettyFactory from 'pino-pretty'
import type { LogLevel } from '../config.js'

export type Logger = PinoLogger

export interface LoggerOptions {
  level: LogLevel
  /** One readable line an event in a terminal, one JSON object a line elsewhere. */
  terminal: boolean
}

/** Paths that could carry a secret are masked even if a caller logs a whole object by mistake. */
const redact = {
  paths: [
    '*.authorization',
    '*.password',
    '*.adminToken',
    '*.apiKey',
    'authorization',
    'password',
    'adminToken',
    'apiKey',
    'url.password',
  ],
  censor: '[hidden]',
}

export function loggerOptions(level: LogLevel) {
  return { level, redact, base: null, timestamp: pino.stdTimeFunctions.isoTime }
}

export function createLogger({ level, terminal }: LoggerOptions): Logger {
  const options = loggerOptions(level)
  if (!terminal) return pino(options)
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof prettyFactory // 40 ms that only a terminal is worth
  return pino(options, pretty({ sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname', singleLine: true }))
}
