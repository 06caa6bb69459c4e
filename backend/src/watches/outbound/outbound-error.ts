/** There was no response: the connection failed, or it is not allowed. Its message holds no secret part of the URL. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError'
}
