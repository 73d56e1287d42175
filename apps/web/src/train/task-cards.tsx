import type { TaskType, WireTaskType } from "@flash/sdk";
import { dataHint, taskIcon } from "../wording/task-data.tsx";

interface TaskCardsProps {
  readonly taskTypes: readonly WireTaskType[];
  readonly chosen: TaskType;
  /** What was chosen is being uploaded. */
  readonly isFixed: boolean;
  readonly onChoose: (taskType: TaskType) => void;
}

/** What kind of model: one choice, by pointer or arrow keys. */
export function TaskCards({ taskTypes, chosen, isFixed, onChoose }: TaskCardsProps) {
  return (
    <fieldset className="task-cards" disabled={isFixed}>
      <legend className="only-heard">What to train</legend>
      {taskTypes.map(({ name: taskType, title }) => (
        <label key={taskType} className="card task-card" data-chosen={taskType === chosen}>
          <input
            type="radio"
            name="task"
            className="only-heard"
            value={taskType}
            checked={taskType === chosen}
            onChange={() => onChoose(taskType)}
          />
          <span className="task-icon">{taskIcon(taskType)}</span>
          <span>
            <strong>{title}</strong>
            <span className="dim small">{dataHint(taskType).what}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
