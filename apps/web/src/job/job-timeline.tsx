import type { WireJob } from "@flash/sdk";
import { clockTime } from "../wording/quantities.ts";

/** Everything that happened to the job, newest last. */
export const JobTimeline = ({ job: { timeline } }: { job: WireJob }) => (
  <section className="card card-body">
    <h2 className="card-title">Timeline</h2>
    <ol className="timeline">
      {timeline.map(({ at, by, event, detail }, index) => (
        <li key={index}>
          <time className="dim numeric" dateTime={new Date(at).toISOString()}>
            {clockTime(at)}
          </time>
          <span>
            {event.replaceAll("_", " ")}
            <span className="dim">
              {" "}
              by {by.replaceAll("_", " ")}
              {detail === undefined || detail === "" ? "" : `: ${detail}`}
            </span>
          </span>
        </li>
      ))}
    </ol>
  </section>
);
