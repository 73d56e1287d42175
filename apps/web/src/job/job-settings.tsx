import type { WireJob } from "@flash/sdk";
import { settingName, settingValue } from "../wording/setting-words.ts";

/** What it was trained with. */
export const JobSettings = ({ job }: { job: WireJob }) => (
  <section className="card card-body">
    <h2 className="card-title">Settings</h2>
    <dl className="facts">
      {Object.entries(job.hyperparameters).map(([name, value]) => (
        <div key={name}>
          <dt>{settingName(name)}</dt>
          <dd className="numeric">{settingValue(value)}</dd>
        </div>
      ))}
    </dl>
  </section>
);
