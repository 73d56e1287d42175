import { Button } from "@mantine/core";
import { useId, useState } from "react";
import { ChevronIcon } from "../icons/icons.tsx";
import { FieldControl } from "./field-control.tsx";
import type { Field } from "./fields.ts";
import { type Faults, initialValues, type Value, type Values } from "./values.ts";
import "./settings.css";

/** So many stand open, a row of them; they are the ones that a definition names first. */
const SHOWN_AT_FIRST = 3;

interface SettingsFormProps {
  readonly fields: readonly Field[];
  readonly values: Values;
  readonly faults: Faults;
  /** It is on its way as it stands. */
  readonly isFixed: boolean;
  readonly onChange: (values: Values) => void;
}

/** Every hyperparameter with its range, its meaning and its default. */
export function SettingsForm({ fields, values, faults, isFixed, onChange }: SettingsFormProps) {
  const rest = useId();
  const later = fields.slice(SHOWN_AT_FIRST);
  const [isOpen, setOpen] = useState(false);
  // A fault is never hidden.
  const isShown = isOpen || later.some(({ name }) => [...faults.keys()].some((path) => path.split(".")[0] === name));
  const change = (name: string, value: Value): void => onChange({ ...values, [name]: value });
  const grid = (some: readonly Field[]) => (
    <fieldset className="settings-grid" disabled={isFixed}>
      {some.map((field) => (
        <FieldControl
          key={field.name}
          field={field}
          path={field.name}
          value={values[field.name] ?? null}
          faults={faults}
          onChange={(value) => change(field.name, value)}
        />
      ))}
    </fieldset>
  );
  return (
    <section className="card card-body settings" aria-label="Settings">
      <div className="spread settings-head">
        <h2 className="card-title">
          Settings <small>good as they are</small>
        </h2>
        <Button variant="subtle" size="compact-sm" disabled={isFixed} onClick={() => onChange(initialValues(fields))}>
          Reset
        </Button>
      </div>
      {grid(fields.slice(0, SHOWN_AT_FIRST))}
      {later.length === 0 ? null : (
        <>
          <button
            type="button"
            className="settings-more"
            aria-expanded={isShown}
            aria-controls={rest}
            onClick={() => setOpen(!isShown)}
          >
            <ChevronIcon size={15} />
            {isShown ? "Fewer settings" : `${later.length} more settings`}
          </button>
          <div id={rest} hidden={!isShown}>
            {grid(later)}
          </div>
        </>
      )}
    </section>
  );
}
