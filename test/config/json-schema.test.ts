import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { jsonSchemas, schemaFolder } from "../../src/config/json-schema.ts";

test("config/schema is what the validation says", async () => {
  for (const [name, content] of jsonSchemas()) {
    const published = await readFile(new URL(name, schemaFolder), "utf8");
    assert.ok(published === content, `config/schema/${name} is stale: npm run schema writes it`);
  }
});
