/** Runs work one at a time. */
export class RunQueue<T> {
  #running: Promise<T> | null = null

  running(): Promise<T> | null {
    return this.#running
  }

  /** Joins the current run whatever it does, or starts `work`. */
  joinOrStart(work: () => Promise<T>): Promise<T> {
    return this.#running ?? this.#start(work)
  }

  /** Starts `work` after all current runs. */
  async startAfterOthers(work: () => Promise<T>): Promise<T> {
    do await this.#running?.catch(() => {})
    while (this.#running)
    return this.#start(work)
  }

  #start(work: () => Promise<T>): Promise<T> {
    this.#running = work().finally(() => {
      this.#running = null
    })
    return this.#running
  }
}
