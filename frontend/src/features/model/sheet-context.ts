import { createContext, useContext } from 'react'
import type { ListSearch } from '../../shared/search/search-parameters.js'

/** The query of the list behind the sheet; undefined on a page of its own. */
export const SheetList = createContext<ListSearch | undefined>(undefined)

export const useSheetList = () => useContext(SheetList)
