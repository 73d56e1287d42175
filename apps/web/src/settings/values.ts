import type { Field, NumberField } from "./fields.ts";

/** What stands in a form: a number's text may be unfinished, and empty means left out. */
export type Value = string | boolean | Values | null;
export interface Values {
  readonly [name: string]: Value;
}

/** What a form shows before anybody has touched it. A group that is off keeps its fields ready. */
export function initialValues(fields: readonly Field[]): Values {
  return Object.fromEntries(fields.map((field) => [field.name, initialValue(field)]));
}

function initialValue(field: Field): Value {
  switch (field.kind) {
    case "number":
      return field.initial === null ? "" : String(field.initial);
    case "group":
      return field.isOn ? initialValues(field.fields) : null;
    case "choice":
    case "switch":
      return field.initial;
  }
}

/** What was filled in once, as far as it is for these fields; all else as it is before anybody has touched it. */
export function valuesFrom(fields: readonly Field[], filledIn: unknown): Values {
  const values = new Map(typeof filledIn === "object" && filledIn !== null ? Object.entries(filledIn) : []);
  return Object.fromEntries(fields.map((field) => [field.name, valueFrom(field, values.get(field.name))]));
}

function valueFrom(field: Field, filledIn: unknown): Value {
  switch (field.kind) {
    case "number":
      return typeof filledIn === "string" ? filledIn : initialValue(field);
    case "choice":
      return field.options.find((option) => option === filledIn) ?? field.initial;
    case "switch":
      return typeof filledIn === "boolean" ? filledIn : field.initial;
    case "group":
      if (filledIn === undefined) return initialValue(field);
      return filledIn === null ? null : valuesFrom(field.fields, filledIn);
  }
}

/** What is wrong with a value, by its path (`stepLr.gamma`). */
export type Faults = ReadonlyMap<string, string>;

export function faultsIn(fields: readonly Field[], values: Values, prefix = ""): Faults {
  const faults = new Map<string, string>();
  for (const field of fields) {
    const value = values[field.name];
    const path = `${prefix}${field.name}`;
    if (field.kind === "number") {
      const fault = numberFault(field, typeof value === "string" ? value : "");
      if (fault !== null) faults.set(path, fault);
    }
    if (field.kind === "group" && isValues(value)) {
      for (const [inner, fault] of faultsIn(field.fields, value, `${path}.`)) faults.set(inner, fault);
    }
  }
  return faults;
}

function numberFault({ isWhole, min, max, initial }: NumberField, text: string): string | null {
  if (text.trim() === "") return initial === null ? null : `Between ${min} and ${max}.`;
  const value = Number(text);
  if (!Number.isFinite(value)) return "A number is needed here.";
  if (isWhole && !Number.isInteger(value)) return "A whole number is needed here.";
  return value < min || value > max ? `Between ${min} and ${max}.` : null;
}

/** JSON, as `train` takes it. */
export type Hyperparameters = Record<string, string | number | boolean | null | Record<string, unknown>>;

/** What is sent: only what the form has asked for and somebody has filled in. */
export function hyperparametersOf(fields: readonly Field[], values: Values): Hyperparameters {
  const chosen: Hyperparameters = {};
  for (const field of fields) {
    const value = values[field.name];
    if (field.kind === "number") {
      if (typeof value === "string" && value.trim() !== "") chosen[field.name] = Number(value);
    } else if (field.kind === "group") {
      chosen[field.name] = isValues(value) ? hyperparametersOf(field.fields, value) : null;
    } else if (typeof value === "string" || typeof value === "boolean") {
      chosen[field.name] = value;
    }
  }
  return chosen;
}

export const isValues = (value: Value | undefined): value is Values => typeof value === "object" && value !== null;
