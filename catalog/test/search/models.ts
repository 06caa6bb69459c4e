import type { Model } from '../../src/model/model.js'
import { makeModel } from '../helpers/make-model.js'

type Row = readonly [id: string, name: string, day: string, description?: string]

// Invented models modelled on real ones, newest first like upstream's list.
const ROWS: readonly Row[] = [
  [
    'cantabile/ballad-opera-5-fast',
    'Ballad Opera 5 (Fast)',
    '2026-07-24',
    'Faster [Ballad Opera 5](https://linked.example/cantabile).',
  ],
  [
    'cantabile/ballad-opera-5',
    'Ballad Opera 5',
    '2026-07-24',
    'The strongest model of the family, for long agentic work.',
  ],
  [
    'cantabile/ballad-opera-5:batch',
    'Ballad Opera 5 (batch)',
    '2026-07-24',
    'The strongest model of the family, for long agentic work.',
  ],
  ['q-ai/quark-4.6', 'QuarkAI: Quark 4.6', '2026-07-12', 'For coding and search.'],
  ['q-ai/quark-4.6:free', 'QuarkAI: Quark 4.6 (free)', '2026-07-12', 'For coding and search.'],
  ['~q-ai/quark-latest', 'qAI: Quark Latest', '2026-07-10', 'Always redirects to the latest Quark.'],
  ['cantabile/ballad-sonata-5', 'Cantabile: Ballad Sonata 5', '2026-06-30', 'Balanced, for every day.'],
  ['cantabile/ballad-sonata-5:batch', 'Cantabile: Ballad Sonata 5 (batch)', '2026-06-30', 'Balanced, for every day.'],
  ['ocean/tide-3-pro-image', 'Ocean: Tide 3 Pro Image', '2026-06-18', 'Makes pictures.'],
  ['cantabile/ballad-opera-4.8', 'Cantabile: Ballad Opera 4.8', '2026-05-27'],
  ['q-ai/quark-4.5', 'QuarkAI: Quark 4.5', '2026-05-08'],
  ['mistral-des/breeze-medium-3-5', 'Breeze: Medium 3.5', '2026-04-30'],
  [
    '~cantabile/ballad-opera-latest',
    'Cantabile: Ballad Opera Latest',
    '2026-04-27',
    'Always redirects to the latest Ballad Opera.',
  ],
  ['~ocean/tide-pro-latest', 'Ocean Tide Pro Latest', '2026-04-27', 'Always redirects to the latest Tide Pro.'],
  ['ocean/tide-3.1-pro-preview', 'Ocean: Tide 3.1 Pro Preview', '2026-02-19'],
  ['deepwell/deepwell-v3.2', 'DeepWell: DeepWell V3.2', '2025-12-01'],
  ['norra/fjord-4o-2025-11-20', 'Norra: Fjord-4o (2025-11-20)', '2025-11-20'],
  ['cantabile/ballad-sonata-4.5', 'Cantabile: Ballad Sonata 4.5', '2025-09-29'],
  ['mistral-des/breeze-medium-3.1', 'Breeze: Medium 3.1', '2025-08-13'],
  ['norra/fjord-5-image-mini', 'Norra: Fjord-5 Image Mini', '2025-10-16'],
  ['norra/fjord-5', 'Norra: Fjord-5', '2025-08-07', 'Better than its forerunners at everything.'],
  ['norra/fjord-5-mini', 'Norra: Fjord-5 Mini', '2025-08-07'],
  ['norra/fjord-4o-2025-08-06', 'Norra: Fjord-4o (2025-08-06)', '2025-08-06'],
  ['ocean/tide-2.5-pro', 'Ocean: Tide 2.5 Pro', '2025-06-17', 'Reads handwriting and charts.'],
  ['ocean/tide-2.5-pro-lite', 'Ocean: Tide 2.5 Pro Lite', '2025-07-17'],
  ['cantabile/ballad-sonata-4', 'Cantabile: Ballad Sonata 4', '2025-05-22'],
  ['mistral-des/breeze-medium-3', 'Breeze: Medium 3', '2025-05-07'],
  ['norra/o3', 'Norra: o3', '2025-04-16'],
  ['norra/fjord-4.1', 'Norra: Fjord-4.1', '2025-04-14'],
  ['pampa-llm/alpaca-4-scout', 'Pampa: Alpaca 4 Scout', '2025-04-05'],
  ['tinker/distill-alpaca-70b', 'Tinker: Distill Alpaca 70B', '2025-01-23', 'Tuned for medicine.'],
  ['deepwell/deepwell-r1', 'DeepWell: R1', '2025-01-20'],
  ['deepwell/deepwell-chat', 'DeepWell: DeepWell V3', '2024-12-26'],
  ['pampa-llm/alpaca-3.3-70b-instruct', 'Pampa: Alpaca 3.3 70B Instruct', '2024-12-06'],
  ['yueguang/moonlight-max', '月光: Moonlight Max', '2024-11-01'],
  ['pampa-llm/alpaca-3.1-70b-instruct', 'Pampa: Alpaca 3.1 70B Instruct', '2024-07-23'],
  ['norra/fjord-4o-mini', 'Norra: Fjord-4o-mini', '2024-07-18'],
  ['norra/fjord-4o', 'Norra: Fjord-4o', '2024-05-13', 'Text and pictures in one.'],
  ['norra/fjord-4o:batch', 'Norra: Fjord-4o (batch)', '2024-05-13', 'Text and pictures in one.'],
  ['tinker/weaver-13b', 'Weaver 13B', '2024-04-02', 'Made for roleplay and stories.'],
  ['cafe-noir/melange-8x7b', ' Café Noir: Mélange 8x7B 🥐 ', '2024-03-01', 'Role-play with long memory.'],
  ['norra/fjord-3.5', 'Norra: Fjord-3.5', '2023-05-28'],
  ['norra/fjord-4', 'Norra: Fjord-4', '2023-05-28', 'The first of its line.'],
]

const TARGETS: Readonly<Record<string, string>> = {
  '~q-ai/quark-latest': 'q-ai/quark-4.6',
  '~cantabile/ballad-opera-latest': 'cantabile/ballad-opera-5',
  '~ocean/tide-pro-latest': 'ocean/tide-3.1-pro-preview',
}

/** Some forty invented models, in upstream order. */
export function inventedModels(): Model[] {
  return ROWS.map(([id, name, day, description = 'A general model.']) => {
    const target = TARGETS[id]
    const pointsTo = target === undefined ? {} : { alias_target: { slug: target, name: target } }
    return makeModel({ id, name, description, created: Date.parse(day) / 1000, ...pointsTo })
  })
}
