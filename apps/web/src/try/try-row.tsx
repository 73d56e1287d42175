import { Button, NativeSelect, TextInput } from "@mantine/core";
import type { TableAnswer, TableColumn, TablePredictor } from "@flash/sdk/try";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { SparkIcon } from "../icons/icons.tsx";
import { ClassShares, TryAnswer } from "./try-answer.tsx";

type Asked = Exclude<TableColumn, { kind: "ignored" }>;
type Row = Readonly<Record<string, string>>;

const isAsked = (column: TableColumn): column is Asked => column.kind !== "ignored";

/** In at most four digits. */
const rounded = (value: number): string => String(Number(value.toPrecision(4)));

/** What is typical of the column, to begin with. */
const typical = (column: Asked): string =>
  column.kind === "number" ? rounded(column.median) : (column.categories[0] ?? "");

/** Fill in a row, see what the model makes of it. */
export function TryRow({ predictor: { columns, target, predict } }: { predictor: TablePredictor }) {
  const asked = columns.filter(isAsked);
  const [row, setRow] = useState<Row>(() => Object.fromEntries(asked.map((column) => [column.name, typical(column)])));
  const question = useMutation({ mutationFn: () => predict(row) });

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    question.mutate();
  }

  return (
    <form className="stack try-row" onSubmit={submit}>
      <div className="try-cells">
        {asked.map((column) => (
          <Cell
            key={column.name}
            column={column}
            value={row[column.name] ?? ""}
            onChange={(value) => setRow({ ...row, [column.name]: value })}
          />
        ))}
      </div>
      <div className="spread">
        <p className="dim small try-hint">A field that you leave empty counts as not known.</p>
        <Button type="submit" leftSection={<SparkIcon size={15} />} loading={question.isPending}>
          Foretell {target}
        </Button>
      </div>
      <TryAnswer
        question={question}
        show={(answer) => <Answer answer={answer} target={target} />}
        onRetry={() => question.mutate()}
      />
    </form>
  );
}

function Cell({ column, value, onChange }: { column: Asked; value: string; onChange: (value: string) => void }) {
  if (column.kind === "category") {
    return (
      <NativeSelect
        label={column.name}
        data={[...column.categories, { value: "", label: "not known" }]}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      label={column.name}
      inputMode="decimal"
      autoComplete="off"
      placeholder="not known"
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      error={value.trim() === "" || Number.isFinite(Number(value)) ? undefined : "A number is needed here."}
    />
  );
}

const Answer = ({ answer, target }: { answer: TableAnswer; target: string }) =>
  answer.kind === "classes" ? (
    <ClassShares classes={answer.classes} />
  ) : (
    <p className="try-number">
      <span className="dim">{target}</span> <strong className="numeric">{rounded(answer.value)}</strong>
    </p>
  );
