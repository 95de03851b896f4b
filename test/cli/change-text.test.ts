import assert from "node:assert/strict";
import { test } from "node:test";
import { changedText, changeText } from "../../src/cli/change-text.ts";
import { valueText } from "../../src/rules/value-text.ts";

const admin = { primary: false, type: "Role", display: "Administrator", value: "Admin" };

test("changeText() shows elements by their value", () => {
  assert.equal(valueText([admin, { value: "User" }]), '["Admin","User"]');
  assert.equal(changeText({ path: "roles", from: ["User"], to: [admin] }), 'roles ["User"] → ["Admin"]');
  assert.equal(changeText({ path: "roles", from: ["User"], to: null }), 'roles ["User"] → (none)');
});

test("changeText() marks what joins other values", () => {
  assert.equal(changeText({ path: "roles", from: null, to: [admin], adds: true }), 'roles + ["Admin"]');
  assert.equal(changedText({ path: "tags", from: null, to: ["red"], adds: true }), '+ ["red"]');
});

test("changeText() shows nothing of a redacted value but whether there is one", () => {
  const redacted = true;
  assert.equal(
    changeText({ path: "title", from: "old", to: "new", redacted }),
    'title "[Redact]" → "[Redact]"',
  );
  assert.equal(changeText({ path: "title", from: "old", to: null, redacted }), 'title "[Redact]" → (none)');
  assert.equal(
    changeText({ path: "tags", from: null, to: ["x"], adds: true, redacted }),
    'tags + "[Redact]"',
  );
});
