import type { Model } from '@modelkeep/catalog/model/model'
import classes from './benchmarks.module.css'
import { Section } from '../section.js'

type Arena = NonNullable<NonNullable<Model['benchmarks']>['design_arena']>[number]

export function Benchmarks({ model }: { model: Model }) {
  const indexes = Object.entries(model.benchmarks?.artificial_analysis ?? {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  )
  const arenas = (model.benchmarks?.design_arena ?? []).toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity))
  if (indexes.length === 0 && arenas.length === 0) return null
  return (
    <Section title="Benchmarks">
      {indexes.length > 0 && (
        <>
          <h3 className={classes.source}>Artificial Analysis</h3>
          <dl className={classes.indexes}>
            {indexes.map(([name, value]) => (
              <div key={name}>
                <dt>{nameOf(name)}</dt>
                <dd>
                  <span>{value}</span>
                  <meter min={0} max={100} value={value} aria-hidden />
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {arenas.length > 0 && <DesignArena arenas={arenas} />}
    </Section>
  )
}

/** `Intelligence` of `intelligence_index`. */
function nameOf(key: string): string {
  const words = key.replace(/_index$/, '').replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const maxUnfolded = 8
const shownFirst = 5

/** Long lists are folded after the best ones. */
function DesignArena({ arenas }: { arenas: readonly Arena[] }) {
  const first = arenas.length > maxUnfolded ? shownFirst : arenas.length
  return (
    <>
      <h3 className={classes.source}>Design Arena</h3>
      <ArenaTable arenas={arenas.slice(0, first)} caption="Design Arena, best ranks first" />
      {arenas.length > first && (
        <details className={classes.more}>
          <summary>{arenas.length - first} more</summary>
          <ArenaTable arenas={arenas.slice(first)} caption="Design Arena, further ranks" />
        </details>
      )}
    </>
  )
}

function ArenaTable({ arenas, caption }: { arenas: readonly Arena[]; caption: string }) {
  return (
    <table className={classes.arenas}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Category</th>
          <th scope="col">Arena</th>
          <th scope="col">Rank</th>
          <th scope="col">Elo</th>
          <th scope="col">Win rate</th>
        </tr>
      </thead>
      <tbody>
        {arenas.map(({ arena, category, rank, elo, win_rate: won }, at) => (
          <tr key={`${at} ${arena} ${category}`}>
            <th scope="row">{category ?? '–'}</th>
            <td>{arena ?? '–'}</td>
            <td>{rank ?? '–'}</td>
            <td>{elo?.toLocaleString('en-US') ?? '–'}</td>
            <td>{won === undefined ? '–' : `${won.toFixed(1)} %`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
