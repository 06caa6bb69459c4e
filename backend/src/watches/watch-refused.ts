/** A watch, or what is asked of it, is not possible. The message says what would be. `status`: that of the HTTP response. */
export class WatchRefused extends Error {
  override readonly name = 'WatchRefused'
  readonly status: 400 | 404 | 409
  constructor(status: WatchRefused['status'], message: string) {
    super(message)
    this.status = status
  }
}
