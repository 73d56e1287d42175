import type { TaskType } from "@flash/sdk";
import { dataHint, taskIcon } from "../wording/task-data.tsx";
import { taskTitle } from "../wording/task-type.ts";

interface TaskCardsProps {
  readonly taskTypes: readonly TaskType[];
  readonly chosen: TaskType;
  readonly onChoose: (taskType: TaskType) => void;
}

/** What kind of model: one choice, by pointer or arrow keys. */
export function TaskCards({ taskTypes, chosen, onChoose }: TaskCardsProps) {
  return (
    <fieldset className="task-cards">
      <legend className="only-heard">What to train</legend>
      {taskTypes.map((taskType) => (
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
            <strong>{taskTitle(taskType)}</strong>
            <span className="dim small">{dataHint(taskType).what}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
