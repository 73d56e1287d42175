/**
 * Tells a conditional write whether its key was deleted while its body was still arriving: S3 then answers 409
 * `ConditionalRequestConflict` instead of deciding who came first.
 */
export class RecentDeletes {
  readonly #watched = new Map<string, Set<DeleteWatch>>();

  /** @param name - the key's lock name. */
  watch(name: string): DeleteWatch {
    const watch = new DeleteWatch(() => {
      const others = this.#watched.get(name);
      others?.delete(watch);
      if (others?.size === 0) this.#watched.delete(name);
    });
    const watches = this.#watched.get(name) ?? new Set();
    this.#watched.set(name, watches.add(watch));
    return watch;
  }

  deleted(name: string): void {
    for (const watch of this.#watched.get(name) ?? []) watch.deleted = true;
  }
}

export class DeleteWatch {
  deleted = false;
  readonly end: () => void;

  constructor(end: () => void) {
    this.end = end;
  }
}
