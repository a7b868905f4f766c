/** Counts changes at once; its listeners are called once a turn, however often something changed in it. */
export class Signal {
  readonly #listeners = new Set<() => void>();
  #isDue = false;
  version = 0;

  /** @returns stops it */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #tell(): Promise<void> {
    await Promise.resolve();
    this.#isDue = false;
    for (const listener of this.#listeners) listener();
  }

  fire(): void {
    this.version += 1;
    if (this.#isDue) return;
    this.#isDue = true;
    void this.#tell();
  }
}
