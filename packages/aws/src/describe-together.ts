import type { Machine, Machines } from "@flash/control-plane";
import type { InstanceId } from "@flash/schemas";

interface Asked {
  readonly instances: readonly InstanceId[];
  readonly answer: PromiseWithResolvers<readonly Machine[]>;
}

/**
 * For a sweep of many servers: questions that come within `windowMs` of each other become one call of EC2, which gives an account
 * 20 readings a second and a hundred in reserve.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export function describedTogether(machines: Machines, windowMs: number): Machines {
  let asked: Asked[] = [];
  const ask = async (): Promise<void> => {
    const together = asked;
    asked = [];
    try {
      const seen = await machines.describe([...new Set(together.flatMap(({ instances }) => instances))]);
      const byId = new Map(seen.map((machine) => [machine.instance, machine]));
      for (const { instances, answer } of together) {
        answer.resolve(instances.flatMap((instance) => byId.get(instance) ?? []));
      }
    } catch (error) {
      for (const { answer } of together) answer.reject(error);
    }
  };
  return {
    start: (instance) => machines.start(instance),
    stop: (instance) => machines.stop(instance),
    tagged: () => machines.tagged(),
    describe(instances) {
      if (instances.length === 0) return Promise.resolve([]);
      const answer = Promise.withResolvers<readonly Machine[]>();
      asked.push({ instances, answer });
      if (asked.length === 1) setTimeout(() => void ask(), windowMs);
      return answer.promise;
    },
  };
}
