/** The routes below a model's. */
const belowModel = /^(\/api(?:\/v1)?\/models\/)([^?]+)\/(history|endpoints)(?=\?|$)/

/**
 * The id of a model may end like a route below another model's, such as `x/history`. If there is that model, and no model `x`, the slash
 * is encoded, so that the URL means the model.
 */
export function encodeCollidingId(url: string, isModel: (id: string) => boolean): string {
  return url.replace(belowModel, (whole, root: string, encoded: string, end: string) => {
    const id = decodeURIComponent(encoded)
    return isModel(`${id}/${end}`) && !isModel(id) ? `${root}${encoded}%2F${end}` : whole
  })
}
