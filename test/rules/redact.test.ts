import assert from "node:assert/strict";
import { test } from "node:test";
import { noRelations } from "../../src/rules/directory.ts";
import { mapObject } from "../../src/rules/map.ts";
import {
  operationSecrets,
  redactChange,
  redactProblem,
  redactText,
  secretsOf,
} from "../../src/rules/redact.ts";
import { userRules } from "./rules-fixture.ts";

const around = { isSoftDeleted: false, relations: noRelations, now: new Date(0), random: () => 0 };

function secretsFor(written: Parameters<typeof userRules>[0], attributes: Record<string, unknown>) {
  const object = { type: "user", id: "u1", state: "active", attributes } as const;
  return secretsOf(mapObject(userRules(written), object, around));
}

test("redactText() takes a value out, whatever its case and however a server writes it", () => {
  const secret = 'Top "Secret" 7';
  const text = [
    secret,
    secret.toUpperCase(),
    JSON.stringify(secret),
    `https://x/?filter=${encodeURIComponent(secret)}`,
  ].join(" | ");
  assert.equal(redactText(text, [secret]), '[Redact] | [Redact] | "[Redact]" | https://x/?filter=[Redact]');
});

test("redactText() takes a value out that a message of one line runs together or cuts off", () => {
  assert.equal(redactText("got a b c", ["a  b\nc"]), "got [Redact]");
  assert.equal(redactText("value supersec… is bad", ["supersecret"]), "value [Redact]… is bad");
  assert.equal(redactText("a su… b", ["supersecret"]), "a su… b");
});

test("redactText() takes the longer of two values out first, and patterns literally", () => {
  const mapped = secretsFor({ title: "Redact([a])", nickName: "Redact([b])" }, { a: "abc", b: "abcdef" });
  assert.equal(redactText("abcdef abc", mapped), "[Redact] [Redact]");
  assert.equal(redactText("a.c abc $& a.c", ["a.c"]), "[Redact] abc $& [Redact]");
});

test("secretsOf() holds redacted values and defaults of at least 3 characters", () => {
  const secrets = secretsFor(
    {
      title: "Redact([a])",
      nickName: "Redact([b])",
      displayName: { expression: "Redact([none])", default: "Unknown" },
      'emails[type eq "other"].value': "Redact([list])",
      active: "Redact([flag])",
      userType: "[open]",
    },
    { a: "long enough", b: "ab", list: ["first", "second"], flag: true, open: "seen" },
  );
  assert.deepEqual([...secrets].toSorted(), ["Unknown", "first", "long enough", "second"]);
});

test("secretsOf() keeps open what another mapping of the object shows", () => {
  const attributes = { mail: "ada@example.com" };
  const written = { userName: "[mail]", 'emails[type eq "work"].value': "Redact([mail])" };
  assert.deepEqual(secretsFor(written, attributes), []);
});

test("operationSecrets() holds old and new values and what is asked by", () => {
  const { redactedPaths } = userRules({
    title: "Redact([a])",
    externalId: "Redact([b])",
    userName: "[c]",
  });
  const secrets = operationSecrets(
    {
      changes: [
        { path: "title", from: "before", to: "after" },
        { path: "userName", from: null, to: "open" },
      ],
      match: [{ path: "userName", value: "open", and: [{ path: "externalId", value: "number" }] }],
    },
    redactedPaths,
  );
  assert.deepEqual([...secrets].toSorted(), ["after", "before", "number"]);
});

test("redactChange() hides both values, and where there is none says so", () => {
  assert.deepEqual(redactChange({ path: "title", from: "a", to: ["b"], redacted: true }), {
    path: "title",
    from: "[Redact]",
    to: "[Redact]",
    redacted: true,
  });
  assert.deepEqual(redactChange({ path: "title", from: null, to: "b", redacted: true }).from, null);
  assert.deepEqual(redactChange({ path: "title", from: "a", to: "b" }), {
    path: "title",
    from: "a",
    to: "b",
  });
});

test("redactProblem() keeps the sentence and none of its values", () => {
  const message = 'line 1, column 18: Mid expects a whole number as its 2nd argument: got "ab\\"c"';
  assert.equal(
    redactProblem(message),
    'line 1, column 18: Mid expects a whole number as its 2nd argument: got "[Redact]"',
  );
  assert.equal(redactProblem("x takes one value: got 7 of them"), "x takes one value: got [Redact]");
  assert.equal(redactProblem('cannot read "abc" as "d"'), 'cannot read "[Redact]" as "[Redact]"');
});

test("redactText() finds a secret as JSON, URLs and web pages write it", () => {
  const secret = `Zoë's <b>/"&" x`;
  const forms = [
    String.raw`Zo\u00eb's <b>/\"&\" x`,
    String.raw`Zo\u00EB's <b>\/\"&\" x`,
    String.raw`Zoë's <b>\/\"&\" x`,
    "Zo%C3%AB's%20%3Cb%3E%2F%22%26%22%20x",
    "Zo%C3%AB's+%3Cb%3E%2F%22%26%22+x",
    `Zoë's &lt;b&gt;/"&amp;" x`,
    "Zoë&#39;s &lt;b&gt;/&quot;&amp;&quot; x",
    "Zoë&#x27;s &lt;b&gt;/&quot;&amp;&quot; x",
  ];
  for (const form of forms) assert.equal(redactText(`no: ${form}!`, [secret]), "no: [Redact]!", form);
});
