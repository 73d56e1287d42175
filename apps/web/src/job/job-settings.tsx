import type { WireJob } from "@flash/sdk";
import { useTaskTypes } from "@flash/sdk/react";
import { settingName, settingValue } from "../wording/setting-words.ts";

/** What it was trained with. */
export function JobSettings({ job }: { job: WireJob }) {
  const { data: taskTypes } = useTaskTypes();
  const fields = taskTypes?.find(({ name }) => name === job.taskType)?.hyperparameters.properties;
  return (
    <section className="card card-body">
      <h2 className="card-title">Settings</h2>
      <dl className="facts">
        {Object.entries(job.hyperparameters).map(([name, value]) => (
          <div key={name}>
            <dt>{fields?.[name]?.title ?? settingName(name)}</dt>
            <dd className="numeric">{settingValue(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
