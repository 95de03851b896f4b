import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSchema } from "../../src/cli/check-schema.ts";
import { StopError } from "../../src/rules/stop-error.ts";
import { rulesWith } from "../rules/rules-fixture.ts";
import { memoryTarget } from "../target/memory-target.ts";

const { signal } = new AbortController();
const name = "Target describes its attributes";
const text = {
  type: "string",
  multiValued: false,
  required: false,
  caseExact: null,
  mutability: "readWrite",
};

test("checkSchema() says what is required, and what was probably meant, and passes all the same", async () => {
  const user = [
    { path: "userName", ...text, required: true },
    { path: "title", ...text },
    { path: "locale", ...text, required: true },
  ];
  const target = memoryTarget({ schema: { user, group: [] } });
  const rules = rulesWith({ userName: "[userPrincipalName]", titel: "[jobTitle]", zodiac: "[x]" });
  assert.deepEqual(await checkSchema(target, rules, { signal }), {
    name,
    ok: true,
    details:
      "3 attributes described; required without a mapping: locale; " +
      "mapped and not described: titel (did you mean title?), zodiac",
    cure: null,
    warning: true,
  });
});

test("checkSchema() has nothing to say where all goes together, or where nothing is described", async () => {
  const rules = rulesWith({ userName: "[userPrincipalName]" });
  const schema = { user: [{ path: "userName", ...text, required: true }], group: [] };
  const agreed = await checkSchema(memoryTarget({ schema }), rules, { signal });
  assert.equal(agreed?.details, "1 attribute described");
  const silent = await checkSchema(memoryTarget(), rules, { signal });
  assert.deepEqual([silent?.ok, silent?.cure], [true, null]);
  assert.match(silent?.details ?? "", /describes none of its attributes/);
});

test("checkSchema() leaves it to the other tests to say that the target cannot be spoken to", async () => {
  const target = memoryTarget();
  target.schema = () => Promise.reject(new StopError("credentials", "no", { cure: "yes" }));
  assert.equal(await checkSchema(target, rulesWith({}), { signal }), null);
});
