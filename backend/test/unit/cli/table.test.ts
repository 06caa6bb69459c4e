import { describe, expect, it } from 'vitest'
import { modelsTable } from '../../../src/cli/models-table.js'
import { table } from '../../../src/cli/table.js'
import { paint, terminalOf } from '../../../src/cli/terminal.js'
import { exampleModel } from '../../helpers/fake-upstream.js'

const plain = { interactive: true, columns: 80, color: false }

describe('a table', () => {
  const columns = [{ title: 'A', shrinks: true }, { title: 'N', align: 'right' }, { title: 'Z' }] as const
  it('aligns its columns, numbers to the right, without trailing spaces', () => {
    expect(
      table(
        columns,
        [
          [{ text: 'one' }, { text: '1' }, { text: '' }],
          [{ text: 'two-two' }, { text: '1,000' }, { text: 'z' }],
        ],
        plain,
      ),
    ).toBe(['A            N  Z', 'one          1', 'two-two  1,000  z'].join('\n'))
  })
  it('fits the terminal by truncating only columns that may shrink', () => {
    const row = [{ text: 'x'.repeat(90) }, { text: '12' }, { text: 'end' }]
    const [, line] = table(columns, [row], plain).split('\n')
    expect(line).toHaveLength(80)
    expect(line).toMatch(/^x+…  12  end$/)
    expect(table(columns, [row], { ...plain, columns: 10 }).split('\n')[1]).toBe(`${'x'.repeat(11)}…  12  end`)
  })
  it('replaces control characters', () => {
    expect(table([{ title: 'A' }], [[{ text: 'a\u001B[31mb\nc\u202Ed\u009B' }]], plain).split('\n')[1]).toBe(
      'a [31mb c d',
    )
  })
})

describe('colour', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '', NO_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
  ])('with %j in a terminal (%s): %s', (env, isTTY, color) => expect(terminalOf({ isTTY }, env).color).toBe(color))
  it('paints text only with colour on', () => {
    expect(paint({ color: false }, 'red', 'x')).toBe('x')
    expect(paint({ color: true }, 'red', 'x')).toBe('\u001B[31mx\u001B[39m')
  })
})

describe('the table of models', () => {
  const model = (id: string, over: Record<string, unknown> = {}) => exampleModel(id, over) as never
  it('shows exact prices per million, and free, dynamic and unknown prices as such', () => {
    const text = modelsTable(
      [
        model('a/exact', { pricing: { prompt: '0.0000000375', completion: '0.000002' } }),
        model('a/varies', { pricing: { prompt: '-1', completion: '-1' } }),
        model('a/unknown', { pricing: {} }),
        model('a/video', {
          pricing: { prompt: '0', completion: '0' },
          architecture: { output_modalities: ['video'] },
        }),
        model('a/zero:free', { pricing: { prompt: '0', completion: '0' } }),
      ],
      undefined,
      plain,
    )
    expect(text.split('\n').map((line) => line.split(/ {2,}/).slice(2, 4))).toEqual([
      ['IN $/M', 'OUT $/M'],
      ['0.0375', '2.00'],
      ['varies', 'varies'],
      ['–', '–'],
      ['–', '–'],
      ['free', 'free'],
    ])
  })
  it('shows when a model was removed', () => {
    expect(modelsTable([model('a/one', { removed_at: '2026-05-20T10:00:00.000Z' })], undefined, plain)).toMatch(
      /REMOVED\n.*2026-05-20$/,
    )
  })
  it('has one column per requested field', () => {
    expect(modelsTable([{ id: 'a/one', pricing: { prompt: '1' } }], ['id', 'pricing', 'name'], plain)).toBe(
      'id     pricing         name\na/one  {"prompt":"1"}',
    )
  })
})
