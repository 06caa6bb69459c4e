import { createContext, useContext } from 'react'

/** The query of the list that lies below the sheet; undefined on a page of its own. */
export const SheetList = createContext<Readonly<Record<string, string>> | undefined>(undefined)

export const useSheetList = () => useContext(SheetList)
