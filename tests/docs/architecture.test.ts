import { addCoverage, noCoverage, runSchedule } from "@flash/control-plane/sim";
import { expect, test } from "vitest";
import { fileOf } from "./document.ts";

/** One arrow of the diagram: `server: sleeping → active`, and the steps that it is labelled with. */
interface Arrow {
  readonly move: string;
  readonly steps: readonly string[];
}

function arrowsOf(markdown: string): readonly Arrow[] {
  const diagram = /```mermaid\nstateDiagram-v2\n([\s\S]*?)```/u.exec(markdown)?.[1] ?? "";
  const machines = diagram.matchAll(/as (server|job) \{([\s\S]*?)\}/gu);
  return [...machines].flatMap(([, of = "", body = ""]) =>
    [...body.matchAll(/^\s*(\S+) --> (\S+): (.+)$/gmu)].map(([, from = "", to = "", label = ""]) => ({
      move: `${of}: ${from} → ${to}`,
      steps: label.split(", ").flatMap((part) => /^([a-z_]+)(?: \(|$)/u.exec(part)?.[1] ?? []),
    })),
  );
}

/** Not steps of the rule, but what callers ask for. */
const CALLS = ["accept", "cancel"];
const MOST_SCHEDULES = 4_000;

test("the diagram of the architecture has every move that the simulator sees, no other, and names real steps", async () => {
  const arrows = arrowsOf(await fileOf("docs/architecture.md"));
  const drawn = new Set(arrows.map(({ move }) => move));
  expect(drawn.size).toBeGreaterThan(8);
  const coverage = noCoverage();
  const isAllSeen = (): boolean =>
    arrows.every(
      ({ move, steps }) =>
        move in coverage.moves && steps.every((step) => step in coverage.actions || CALLS.includes(step)),
    );
  for (let seed = 1; seed <= MOST_SCHEDULES && !(seed > 200 && isAllSeen()); seed++) {
    addCoverage(coverage, (await runSchedule(seed)).coverage);
  }
  expect(Object.keys(coverage.moves).sort()).toEqual([...drawn].sort());
  const unknown = arrows
    .flatMap(({ steps }) => steps)
    .filter((step) => !(step in coverage.actions) && !CALLS.includes(step));
  expect(unknown).toEqual([]);
});
