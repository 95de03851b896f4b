import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSchema } from "../../src/cli/check-schema.ts";
import { rulesWith } from "../rules/rules-fixture.ts";

const name = "Target describes its attributes";
const text = {
  type: "string",
  multiValued: false,
  required: false,
  caseExact: null,
  mutability: "readWrite",
};

test("checkSchema() says what is required, and what was probably meant, and passes all the same", () => {
  const user = [
    { path: "userName", ...text, required: true },
    { path: "title", ...text },
    { path: "locale", ...text, required: true },
  ];
  const rules = rulesWith({ userName: "[userPrincipalName]", titel: "[jobTitle]", zodiac: "[x]" });
  assert.deepEqual(checkSchema({ user, group: [] }, rules), {
    name,
    ok: true,
    details:
      "3 attributes described; required without a mapping: locale; " +
      "mapped and not described: titel (did you mean title?), zodiac",
    cure: null,
    warning: true,
  });
});

test("checkSchema() has nothing to say where all goes together, or where nothing is described", () => {
  const rules = rulesWith({ userName: "[userPrincipalName]" });
  const schema = { user: [{ path: "userName", ...text, required: true }], group: [] };
  const agreed = checkSchema(schema, rules);
  assert.equal(agreed.details, "1 attribute described");
  const silent = checkSchema(null, rules);
  assert.deepEqual([silent.ok, silent.cure], [true, null]);
  assert.match(silent.details, /describes none of its attributes/);
});
