import type { Model } from '@modelkeep/catalog/model/model'
import { csvText } from '../../shared/ui/csv-text.js'
import type { RowGroup } from './comparison.js'

/** The comparison as it is shown, one column a model, with exact values. Unknown values are empty. */
export function comparisonCsv(models: readonly Model[], groups: readonly RowGroup[]): string {
  return csvText([
    ['group', 'property', ...models.map(({ id }) => id)],
    ...groups.flatMap(({ title, rows }) =>
      rows.map(({ label, unit, cells }) => [
        title,
        unit === undefined ? label : `${label} (${unit})`,
        ...cells.map(({ text, exact, kind }) => (kind === 'none' ? '' : (exact ?? text))),
      ]),
    ),
  ])
}
