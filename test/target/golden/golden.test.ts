import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { goldenPath } from "./golden-path.ts";
import { goldens, record } from "./goldens.ts";

for (const golden of goldens) {
  const path = goldenPath(golden.name);
  test(`${golden.name}: the engine sends exactly the requests of the golden file`, async () => {
    const kept = await readFile(path, "utf8");
    assert.equal(
      await record(golden),
      kept,
      `${path} is not what is sent: \`npm run golden\`, and look at it`,
    );
  });
}
