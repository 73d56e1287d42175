import { Ec2Error } from "./ec2-error.ts";

export interface Filter {
  readonly name: string;
  /** Any of them; `*` and `?` are wildcards. */
  readonly values: readonly string[];
}

const MAX_FILTER_VALUES = 200;

/** A call in EC2's query protocol: `Action=StartInstances&InstanceId.1=i-…`. */
export class QueryRequest {
  readonly #parameters: URLSearchParams;

  constructor(formBody: string) {
    this.#parameters = new URLSearchParams(formBody);
  }

  get action(): string {
    return this.required("Action");
  }

  /** `InstanceId.N`, or the one `InstanceId` of actions that take only one. */
  get instanceIds(): string[] {
    return [...this.#parameters.getAll("InstanceId"), ...this.#list("InstanceId")];
  }

  get dryRun(): boolean {
    return this.flag("DryRun");
  }

  /** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
  get filters(): Filter[] {
    const filters = this.#numbers("Filter").map((number) => ({
      name: this.required(`Filter.${number}.Name`),
      values: this.#list(`Filter.${number}.Value`),
    }));
    if (filters.flatMap(({ values }) => values).length <= MAX_FILTER_VALUES) return filters;
    const message = `The maximum number of filter values specified on a single call is ${MAX_FILTER_VALUES}`;
    throw new Ec2Error("FilterLimitExceeded", message);
  }

  optional(name: string): string | undefined {
    return this.#parameters.get(name) ?? undefined;
  }

  required(name: string): string {
    const value = this.optional(name);
    if (value !== undefined && value !== "") return value;
    throw new Ec2Error("MissingParameter", `The request must contain the parameter ${name}`);
  }

  flag(name: string): boolean {
    const value = this.optional(name) ?? "false";
    if (value === "true" || value === "false") return value === "true";
    throw new Ec2Error("InvalidParameterValue", `Invalid value '${value}' for ${name}: must be true or false`);
  }

  #list(prefix: string): string[] {
    return this.#numbers(prefix).map((number) => this.optional(`${prefix}.${number}`) ?? "");
  }

  /** The different N of `prefix.N` and `prefix.N.…`, ascending. */
  #numbers(prefix: string): number[] {
    const found = [...this.#parameters.keys()].flatMap((key) => {
      const [head, rest] = [key.slice(0, prefix.length + 1), key.slice(prefix.length + 1)];
      const number = /^\d+/.exec(rest)?.[0];
      return head === `${prefix}.` && number !== undefined ? [Number(number)] : [];
    });
    return [...new Set(found)].sort((a, b) => a - b);
  }
}
