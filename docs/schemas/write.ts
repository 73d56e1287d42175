/**
 * Writes the JSON Schema of every stored document, and of all that agent and trainer tell each other, beside this file.
 *
 *     npm run schemas
 */
import { writeFileSync } from "node:fs";
import { jsonSchemas, trainerJsonSchemas } from "@flash/schemas";

for (const [name, schema] of Object.entries({ ...jsonSchemas(), ...trainerJsonSchemas() })) {
  writeFileSync(new URL(`./${name}.json`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
