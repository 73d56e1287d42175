import type * as z from "zod";

/** As much of the Standard Schema as tRPC asks for. @see https://standardschema.dev */
interface SchemaOnDemand<T extends z.ZodType> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "flash";
    /** For the compiler only: there is no such value. */
    readonly types?: { readonly input: z.input<T>; readonly output: z.output<T> };
    /** @throws z.ZodError, as the schema itself: whoever words refusals need not know that it came late. */
    readonly validate: (value: unknown) => Promise<{ readonly value: z.output<T> }>;
  };
}

/** A schema that is loaded and made with the first value that it is to parse, and not by every cold function. */
export const schemaOnDemand = <T extends z.ZodType>(load: () => Promise<T>): SchemaOnDemand<T> => ({
  "~standard": {
    version: 1,
    vendor: "flash",
    validate: async (value) => ({ value: await (await load()).parseAsync(value) }),
  },
});
