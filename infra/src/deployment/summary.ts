import type { ChosenStage } from "../config/load-config.ts";
import { howToListen } from "../doctor/listeners.ts";
import { existingMachines } from "./machines.ts";
import type { Outputs } from "./outputs.ts";

/** What whoever deployed needs to know, and what is left to do by hand. */
export function summaryOf(outputs: Outputs, stage: ChosenStage): string {
  const { apiUrl, streamUrl, bucket, pageUrl, pageHost, alarmTopic } = outputs;
  const domain = stage.settings.frontDoor?.domain?.name;
  return [
    `API     ${apiUrl}`,
    `streams ${streamUrl}`,
    `bucket  ${bucket}`,
    ...(pageUrl === null ? [] : [`page    ${pageUrl}`]),
    ...(domain === undefined || pageHost === null ? [] : [`        its DNS record: ${domain} CNAME ${pageHost}`]),
    `alarms  ${alarmTopic}`,
    ...(stage.settings.alarms.email === undefined
      ? [`        Nobody may be hearing them: ${howToListen(alarmTopic)}`]
      : []),
    ...existingMachines(stage).map(
      ({ id, server }) =>
        `machine ${id} carries the instance profile ${outputs.profileOf(server)}; npm run machine-script -- --stage ${stage.name} --server ${server} makes it a training server`,
    ),
    "",
  ].join("\n");
}
