import { statusKey, trainingConfigKey } from "@flash/schemas";
import type { Fault } from "./faults-of-the-cloud.ts";

/** Hand edits of the bucket, each of one server. */
export const FAULTS_OF_PEOPLE: Readonly<Record<string, Fault>> = {
  "somebody removes a status": async ({ bucket, platform }, random) => {
    const { name } = random.pick(platform.fleet);
    await bucket.remove(statusKey(name));
    return name;
  },
  "somebody breaks a status": async ({ bucket, platform }, random) => {
    const { name } = random.pick(platform.fleet);
    await bucket.put(statusKey(name), "{");
    return name;
  },
  "somebody says that a server sleeps": async ({ bucket, platform }, random) => {
    const { name } = random.pick(platform.fleet);
    await bucket.put(statusKey(name), JSON.stringify({ status: "sleeping", token: null }));
    return name;
  },
  "somebody removes a config": async ({ bucket, platform }, random) => {
    const { name } = random.pick(platform.fleet);
    await bucket.remove(trainingConfigKey(name));
    return name;
  },
};
