import type { Tool } from '../tool.js'
import { checkModels } from './check-models.js'
import { compareModels } from './compare-models.js'
import { diffCatalogues } from './diff-catalogues.js'
import { estimateCost } from './estimate-cost.js'
import { findModels } from './find-models.js'
import { getModel } from './get-model.js'
import { listChanges } from './list-changes.js'
import { priceHistory } from './price-history.js'

/** Every tool, in the order in which agents see them. */
export const tools: readonly Tool[] = [
  findModels,
  getModel,
  compareModels,
  priceHistory,
  listChanges,
  diffCatalogues,
  checkModels,
  estimateCost,
]
