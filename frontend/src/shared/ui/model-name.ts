// The page's name for the catalogue's rules about names of models.
export { makersOf, splitName } from '@modelkeep/catalog/model/model-name'
