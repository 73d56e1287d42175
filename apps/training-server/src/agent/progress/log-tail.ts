const MAX_LINES = 200;
const MAX_LINE_CHARACTERS = 2_000;
/** All lines together: the tail is uploaded with every heartbeat. */
const MAX_CHARACTERS = 32_768;

/** The end of a trainer's log, however much it writes. */
export class LogTail {
  #lines: string[] = [];
  #characters = 0;

  add(text: string): void {
    const line = withoutControls(text.slice(0, MAX_LINE_CHARACTERS));
    this.#lines.push(line);
    this.#characters += line.length;
    while (this.#lines.length > MAX_LINES || this.#characters > MAX_CHARACTERS) {
      this.#characters -= this.#lines.shift()?.length ?? 0;
    }
  }

  lines(): string[] {
    return [...this.#lines];
  }

  /** The last line that is not blank; empty when there is none. */
  last(): string {
    return this.#lines.findLast((line) => line.trim() !== "") ?? "";
  }
}

/** A log is shown in browsers and terminals: colours and cursor movements are of no use there. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f]/gu;
const withoutControls = (text: string): string => text.replace(CONTROLS, "");
