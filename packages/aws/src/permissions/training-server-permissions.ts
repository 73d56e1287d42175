import { type ServerName, trainingConfigKey } from "@flash/schemas";
import { bucketStatements, type Place, type Statement } from "./statement.ts";

/**
 * All that the machines of one server may do: read datasets, take this server's training config away, write into the
 * folders of attempts. No status, no job, no queue, no other server's config, no API key, and no agent for others to run.
 */
export function trainingServerStatements(server: ServerName, place: Pick<Place, "bucketArn">): readonly Statement[] {
  const config = [`${place.bucketArn}/${trainingConfigKey(server)}`];
  return [
    ...bucketStatements(place, {
      read: ["source", "claim", "progress", "result", "model", "checkpoint", "agent"],
      write: ["claim", "progress", "result", "model", "checkpoint"],
      // By its tag a checkpoint goes from the bucket when nobody can need it any more.
      tag: ["checkpoint"],
      // Large files go in parts, and what a broken one leaves costs.
      abortUploads: ["model", "checkpoint"],
      remove: [],
    }),
    { actions: ["s3:GetObject", "s3:DeleteObject"], resources: config },
  ];
}
