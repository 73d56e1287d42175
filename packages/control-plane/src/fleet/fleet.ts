import { InstanceId, ServerName, TaskType } from "@flash/schemas";
import * as z from "zod";

/** One training slot as configured. */
export const ServerConfig = z.object({
  name: ServerName,
  /** For each task type that it serves, the instances to try, best first. */
  instances: z.partialRecord(TaskType, z.array(InstanceId).min(1)),
  /** false: a training server that only reads and deletes its training config, as in the original contract. */
  reports: z.boolean().default(true),
  /** What the instance costs while it is on, for receipts. */
  usdPerHour: z.number().nonnegative().nullable().default(null),
});
export type ServerConfig = z.infer<typeof ServerConfig>;

/** All servers. An instance in two servers would be switched off by one while the other trains on it. */
export const Fleet = z
  .array(ServerConfig)
  .min(1)
  .superRefine((servers, context) => {
    const ownerOf = new Map<string, string>();
    for (const { name, instances } of servers) {
      for (const instance of new Set(Object.values(instances).flat())) {
        const owner = ownerOf.get(instance);
        if (owner !== undefined) {
          context.addIssue({
            code: "custom",
            message: `instance ${instance} stands in server ${owner} and in ${name}`,
          });
        }
        ownerOf.set(instance, name);
      }
    }
    const names = servers.map(({ name }) => name);
    if (new Set(names).size < names.length) context.addIssue({ code: "custom", message: "two servers have one name" });
  });
export type Fleet = z.infer<typeof Fleet>;

/** The instances of a server for a task type, best first; empty when it does not serve it. */
export const instancesFor = (server: ServerConfig, taskType: TaskType): readonly InstanceId[] =>
  server.instances[taskType] ?? [];

/** Every instance of a server, once. */
export const instancesOf = (server: ServerConfig): readonly InstanceId[] => [
  ...new Set(Object.values(server.instances).flat()),
];

export const taskTypesOf = (server: ServerConfig): readonly TaskType[] =>
  TaskType.options.filter((taskType) => instancesFor(server, taskType).length > 0);

export const serversFor = (fleet: Fleet, taskType: TaskType): readonly ServerConfig[] =>
  fleet.filter((server) => instancesFor(server, taskType).length > 0);
