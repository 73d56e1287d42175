import { NativeSelect, Switch, TextInput } from "@mantine/core";
import { initialValues, isValues, type Faults, type Value } from "./values.ts";
import type { ChoiceField, Field, GroupField, NumberField } from "./fields.ts";

interface FieldControlProps<Kind extends Field = Field> {
  readonly field: Kind;
  /** Names the value among all, `stepLr.gamma`. */
  readonly path: string;
  readonly value: Value;
  readonly faults: Faults;
  readonly onChange: (value: Value) => void;
}

/** The control of one field. */
export function FieldControl({ field, ...rest }: FieldControlProps) {
  switch (field.kind) {
    case "number":
      return <NumberControl field={field} {...rest} />;
    case "choice":
      return <ChoiceControl field={field} {...rest} />;
    case "switch":
      return (
        <Switch
          label={field.title}
          description={field.help}
          checked={rest.value === true}
          onChange={({ currentTarget }) => rest.onChange(currentTarget.checked)}
        />
      );
    case "group":
      return <GroupControl field={field} {...rest} />;
  }
}

/** Text, because a number that is half typed is none yet. */
function NumberControl({ field, path, value, faults, onChange }: FieldControlProps<NumberField>) {
  const { title, help, unit, isWhole, initial } = field;
  return (
    <TextInput
      label={title}
      description={[help, rangeWords(field)].filter((part) => part !== "").join(" ")}
      inputMode={isWhole ? "numeric" : "decimal"}
      autoComplete="off"
      placeholder={initial === null ? "automatic" : String(initial)}
      value={typeof value === "string" ? value : ""}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      error={faults.get(path)}
      rightSection={unit === "" ? undefined : <span className="settings-unit">{unit}</span>}
      rightSectionWidth={unit === "" ? 0 : 12 + 8 * unit.length}
      rightSectionPointerEvents="none"
    />
  );
}

function rangeWords({ min, max }: NumberField): string {
  if (Number.isFinite(min) && Number.isFinite(max)) return `${min} to ${max}.`;
  if (Number.isFinite(min)) return `${min} or more.`;
  return Number.isFinite(max) ? `${max} or less.` : "";
}

const ChoiceControl = ({ field, path, value, faults, onChange }: FieldControlProps<ChoiceField>) => (
  <NativeSelect
    label={field.title}
    description={field.help}
    data={[...field.options]}
    value={typeof value === "string" ? value : field.initial}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
    error={faults.get(path)}
  />
);

function GroupControl({ field, path, value, faults, onChange }: FieldControlProps<GroupField>) {
  const isOn = isValues(value);
  return (
    <fieldset className="settings-group">
      <legend className="only-heard">{field.title}</legend>
      <Switch
        label={field.title}
        description={field.help}
        checked={isOn}
        onChange={({ currentTarget }) => onChange(currentTarget.checked ? initialValues(field.fields) : null)}
      />
      {isOn ? (
        <div className="settings-grid">
          {field.fields.map((inner) => (
            <FieldControl
              key={inner.name}
              field={inner}
              path={`${path}.${inner.name}`}
              value={value[inner.name] ?? null}
              faults={faults}
              onChange={(changed) => onChange({ ...value, [inner.name]: changed })}
            />
          ))}
        </div>
      ) : null}
    </fieldset>
  );
}
