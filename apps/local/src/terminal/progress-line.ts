const BAR_WIDTH = 28;

/** `done` of `total` as a bar of fixed width; an unknown total shows an empty one. */
export function bar(done: number, total: number): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const filled = Math.round(share * BAR_WIDTH);
  return `${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)} ${String(Math.round(share * 100)).padStart(3)} %`;
}

/** What a line of progress is written to. */
export interface Terminal {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): void;
}

/**
 * One line that changes in place. Where nothing can change in place (a file, a CI log) every new stage is written once,
 * and its bar at every quarter.
 */
export class ProgressLine {
  readonly #terminal: Terminal;
  #shown = "";
  #milestone = "";

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** @param note - stands after the bar. */
  show(stage: string, done: number, total: number, note = ""): void {
    const line = `  ${stage.padEnd(11)} ${bar(done, total)}  ${note}`.trimEnd();
    if (this.#terminal.isTTY) {
      if (line === this.#shown) return;
      this.#terminal.write(`\r\u001B[2K${line.slice(0, this.#terminal.columns - 1)}`);
      this.#shown = line;
      return;
    }
    const milestone = `${stage} ${total > 0 ? Math.floor((4 * done) / total) : 0}`;
    if (milestone === this.#milestone) return;
    this.#milestone = milestone;
    this.#terminal.write(`${line}\n`);
  }

  /** Writes a line that stays, in place of the one that changes. */
  keep(line: string): void {
    this.#terminal.write(this.#terminal.isTTY ? `\r\u001B[2K${line}\n` : `${line}\n`);
    this.#shown = "";
    this.#milestone = "";
  }
}
