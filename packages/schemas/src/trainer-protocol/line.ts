import * as z from "zod";
import { TrainerEvent } from "./events.ts";

/** A line of standard output: an event, or something to keep in the log. Nothing a trainer prints is fatal. */
export type TrainerLine =
  | { kind: "event"; event: TrainerEvent }
  /** A `type` of a later protocol, an event with wrong fields, or one that is not JSON (`problem` says which and why). */
  | { kind: "ignored"; type: string; problem: string }
  | { kind: "log"; text: string };

const Typed = z.object({ type: z.string() });
const KNOWN_TYPES: ReadonlySet<string> = new Set(TrainerEvent.options.map((option) => option.shape.type.value));

/** Reads one line, without its line feed. The caller cuts lines at `TRAINER_LIMITS.lineBytes`. */
export function parseTrainerLine(line: string): TrainerLine {
  const value = jsonOrUndefined(line);
  const typed = Typed.safeParse(value);
  if (!typed.success) return broken(line) ?? { kind: "log", text: line };
  const { type } = typed.data;
  if (!KNOWN_TYPES.has(type)) return { kind: "ignored", type, problem: "unknown type" };
  const event = TrainerEvent.safeParse(value);
  if (!event.success) return { kind: "ignored", type, problem: z.prettifyError(event.error) };
  return { kind: "event", event: event.data };
}

const MEANT_AS_EVENT = /^\s*\{.*"type"\s*:\s*"(\w+)"/u;

/** What was meant as an event: else nobody would learn why a whole epoch is missing. */
function broken(line: string): TrainerLine | null {
  const type = MEANT_AS_EVENT.exec(line)?.[1] ?? "";
  if (!KNOWN_TYPES.has(type)) return null;
  const number = /\b(?:NaN|-?Infinity)\b/u.exec(line)?.[0];
  const why =
    number === undefined
      ? ""
      : `: JSON has no ${number}. End with the error diverged, or leave the field out if it may be`;
  return { kind: "ignored", type, problem: `it is not JSON${why}` };
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
