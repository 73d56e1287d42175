import type { WireTaskType } from "@flash/sdk";
import { settingName } from "../wording/setting-words.ts";

type Schema = WireTaskType["hyperparameters"];

interface Described {
  readonly name: string;
  readonly title: string;
  /** What it means; empty when nobody has told. */
  readonly help: string;
}

export interface NumberField extends Described {
  readonly kind: "number";
  readonly isWhole: boolean;
  /** Bounds, both allowed; infinite where there is none. */
  readonly min: number;
  readonly max: number;
  /** What it counts; empty when nobody has told. */
  readonly unit: string;
  /** null: left out, the platform chooses. */
  readonly initial: number | null;
}

export interface ChoiceField extends Described {
  readonly kind: "choice";
  readonly options: readonly string[];
  readonly initial: string;
}

export interface SwitchField extends Described {
  readonly kind: "switch";
  readonly initial: boolean;
}

/** Settings that are taken together or not at all. */
export interface GroupField extends Described {
  readonly kind: "group";
  readonly fields: readonly Field[];
  readonly isOn: boolean;
}

/** One thing that a form asks. */
export type Field = NumberField | ChoiceField | SwitchField | GroupField;

/** The fields of an object's schema in its order. What a form has no control for is left out: it keeps its default. */
export const fieldsOf = ({ properties = {} }: Schema): Field[] =>
  Object.entries(properties)
    .map(([name, schema]) => fieldOf(name, schema))
    .filter((field) => field !== null);

function fieldOf(name: string, schema: Schema): Field | null {
  const described = { name, title: schema.title ?? settingName(name), help: schema.description ?? "" };
  if (schema.enum !== undefined) return { kind: "choice", ...described, ...choice(schema.enum, schema.default) };
  if (schema.type === "integer" || schema.type === "number") return { kind: "number", ...described, ...range(schema) };
  if (schema.type === "boolean") return { kind: "switch", ...described, initial: schema.default === true };
  const group = schema.anyOf?.find(({ type }) => type === "object") ?? (schema.type === "object" ? schema : undefined);
  if (group === undefined) return null;
  return { kind: "group", ...described, fields: fieldsOf(group), isOn: schema.default != null };
}

const choice = (options: readonly string[], initial: unknown) => ({
  options,
  initial: typeof initial === "string" ? initial : (options[0] ?? ""),
});

const range = ({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum, unit, default: initial }: Schema) => ({
  isWhole: type === "integer",
  min: minimum ?? exclusiveMinimum ?? Number.NEGATIVE_INFINITY,
  max: maximum ?? exclusiveMaximum ?? Number.POSITIVE_INFINITY,
  unit: unit ?? "",
  initial: typeof initial === "number" ? initial : null,
});
