import { defineConfig } from "./src/config/flash-config.ts";

/** What `npm run deploy` makes. Every setting and its default: `src/config/flash-config.ts`, a full example beside this. */
export default defineConfig({
  stages: {
    dev: {
      region: "eu-central-1",
      servers: [
        {
          name: "default",
          machines: { trainer: { instanceType: "c7i.xlarge" } },
          serves: {
            "text-classification": ["trainer"],
            "image-classification": ["trainer"],
            "tabular-classification": ["trainer"],
            "tabular-regression": ["trainer"],
          },
        },
      ],
    },
  },
});
