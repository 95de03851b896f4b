import assert from "node:assert/strict";
import { test } from "node:test";
import { type AttributePath, holdsValue, parsePath, readPath } from "../../src/rules/attribute-path.ts";

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const ada = {
  id: "A1",
  userName: "Ada@example.com",
  name: { givenName: "Ada" },
  emails: [
    { type: "work", value: "ada@example.com", primary: true },
    { type: "home", value: "ada@home.example" },
    { type: "home", value: "ada@second.example" },
  ],
  [enterprise]: { department: "Engines", manager: { value: "B2" } },
};

test("parsePath() takes core, filtered and extension paths apart", () => {
  assert.deepEqual(parts("userName"), [null, "userName", null, null]);
  assert.deepEqual(parts("urn:ietf:params:scim:schemas:core:2.0:User:name.givenName"), [
    null,
    "name",
    null,
    "givenName",
  ]);
  assert.deepEqual(parts('emails[type eq "work"].value'), [null, "emails", "type=work", "value"]);
  assert.deepEqual(parts("roles[primary eq true]"), [null, "roles", "primary=true", null]);
  assert.deepEqual(parts(`${enterprise}:manager.value`), [enterprise, "manager", null, "value"]);
  assert.deepEqual(parts('urn:x:badges[type eq "a:b.c"].value'), ["urn:x", "badges", "type=a:b.c", "value"]);
});

test("parsePath() refuses what is no path that a mapping can have", () => {
  for (const text of ["", "a b", "emails[type]", "a.b.c", 'emails[type ne "x"].value', "emails[].value"]) {
    assert.equal(parsePath(text), null, text);
  }
});

test("readPath() reads without regard to the case of names", () => {
  assert.equal(readPath(ada, path("USERNAME")), "Ada@example.com");
  assert.equal(readPath(ada, path("name.givenname")), "Ada");
  assert.equal(readPath(ada, path(`${enterprise.toUpperCase()}:department`)), "Engines");
  assert.equal(readPath(ada, path("title")), undefined);
});

test("readPath() gives one value for one element and a list for several", () => {
  assert.equal(readPath(ada, path('emails[type eq "work"].value')), "ada@example.com");
  assert.equal(readPath(ada, path('emails[primary eq "True"].value')), "ada@example.com");
  assert.deepEqual(readPath(ada, path('emails[type eq "home"].value')), [
    "ada@home.example",
    "ada@second.example",
  ]);
  assert.equal(readPath(ada, path('emails[type eq "other"].value')), undefined);
});

test("holdsValue() compares without case, but identifiers with it", () => {
  assert.ok(holdsValue(ada, path("userName"), { value: "ADA@example.com" }));
  assert.ok(holdsValue(ada, path("id"), { value: "A1" }));
  assert.ok(!holdsValue(ada, path("id"), { value: "a1" }));
  assert.ok(!holdsValue(ada, path("title"), { value: "" }));
});

test("holdsValue() compares case as it is told to", () => {
  assert.ok(!holdsValue(ada, path("userName"), { value: "ADA@example.com", exact: true }));
  assert.ok(holdsValue(ada, path("userName"), { value: "Ada@example.com", exact: true }));
  assert.ok(holdsValue(ada, path("id"), { value: "a1", exact: false }));
});

test("holdsValue() is content with one of several elements", () => {
  assert.ok(holdsValue(ada, path('emails[type eq "home"].value'), { value: "ada@second.example" }));
  assert.ok(holdsValue(ada, path("emails"), { value: "ada@home.example" }));
  assert.ok(!holdsValue(ada, path("emails"), { value: "bob@home.example" }));
});

function path(text: string): AttributePath {
  const parsed = parsePath(text);
  assert.ok(parsed !== null, text);
  return parsed;
}

function parts(text: string): readonly (string | null)[] {
  const { urn, attribute, filter, sub } = path(text);
  return [urn, attribute, filter === null ? null : `${filter.attribute}=${filter.value}`, sub];
}
