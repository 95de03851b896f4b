import assert from "node:assert/strict";
import { test } from "node:test";
import { dialects } from "../../../../src/config/profiles/patch-choices.ts";
import type { MemberWriteResult, Target } from "../../../../src/target/target.ts";
import { type Answer, scripted, type Seen } from "../scripted.ts";

const signal = new AbortController().signal;
const entra = { patch: dialects.entra };
/** A group large enough for those who are put back to need several requests. */
const crowd = Array.from({ length: 230 }, (_value, index) => `u${String(index)}`);

test("the first removal by values is watched, and no other one", async () => {
  const server = groupServer({ members: ["a", "b", "c", "d"], values: "these" });
  await using opened = await scripted(server.answer, entra);
  assert.deepEqual(await write(opened.target, { remove: ["a"], add: ["x"] }), { kind: "done", id: "g" });
  assert.deepEqual(await write(opened.target, { remove: ["b"], add: ["y"] }), { kind: "done", id: "g" });
  assert.deepEqual(server.members(), ["c", "d", "x", "y"]);
  assert.deepEqual(summary(opened.seen), [
    "GET",
    "PATCH Remove members by values",
    "GET",
    "PATCH Add",
    "PATCH Remove members by values, Add",
  ]);
});

test("a server that takes the removal of one for the removal of all loses nobody", async () => {
  const server = groupServer({ members: crowd, values: "everybody" });
  await using opened = await scripted(server.answer, entra);
  assert.deepEqual(await write(opened.target, { remove: ["u0"] }), { kind: "done", id: "g" });
  assert.deepEqual(server.members().toSorted(), crowd.slice(1).toSorted());
  assert.deepEqual(await write(opened.target, { remove: ["u1"] }), { kind: "done", id: "g" });
  assert.deepEqual(server.members().toSorted(), crowd.slice(2).toSorted());
  assert.deepEqual(summary(opened.seen), [
    "GET",
    "PATCH Remove members by values",
    "GET",
    "PATCH Add",
    "PATCH Add",
    "PATCH Add",
    "PATCH Remove members by filter",
  ]);
});

for (const values of ["nobody", "refused"] as const) {
  test(`a removal by values that is ${values === "nobody" ? "confirmed and not done" : values} is said with filters`, async () => {
    const server = groupServer({ members: ["a", "b", "c"], values });
    await using opened = await scripted(server.answer, entra);
    assert.deepEqual(await write(opened.target, { remove: ["a"] }), { kind: "done", id: "g" });
    assert.deepEqual(server.members(), ["b", "c"]);
    assert.equal(summary(opened.seen).at(-1), "PATCH Remove members by filter");
  });
}

test("the removal of the only member needs no proof and gives none", async () => {
  const server = groupServer({ members: ["a"], values: "everybody" });
  await using opened = await scripted(server.answer, entra);
  assert.deepEqual(await write(opened.target, { remove: ["a"] }), { kind: "done", id: "g" });
  assert.deepEqual(server.members(), []);
  assert.deepEqual(summary(opened.seen), ["GET", "PATCH Remove members by values"]);
  assert.equal(opened.target.learned.removesByValue, undefined);
});

test("who is not shown may be a member: the first removal of them has a filter", async () => {
  const server = groupServer({ members: ["a", "b", "c", "d"], values: "everybody", shown: 2 });
  await using opened = await scripted(server.answer, entra);
  assert.deepEqual(await write(opened.target, { remove: ["d"] }), { kind: "done", id: "g" });
  assert.deepEqual(server.members(), ["a", "b", "c"]);
  assert.deepEqual(summary(opened.seen), ["GET", "PATCH Remove members by filter"]);
});

test("of several who are removed first also those go who are not shown", async () => {
  const server = groupServer({ members: ["a", "b", "c", "d"], values: "these", shown: 2 });
  await using opened = await scripted(server.answer, entra);
  assert.deepEqual(await write(opened.target, { remove: ["a", "d"] }), { kind: "done", id: "g" });
  assert.deepEqual(server.members(), ["b", "c"]);
});

test("where nobody can look after the first removal all others are put back", async () => {
  const server = groupServer({ members: ["a", "b", "c"], values: "everybody" });
  let looks = 0;
  await using opened = await scripted(
    (seen) => (seen.method === "GET" && ++looks > 1 ? { status: 403 } : server.answer(seen)),
    entra,
  );
  assert.equal((await write(opened.target, { remove: ["a"] })).kind, "failed");
  assert.deepEqual(server.members(), ["b", "c"]);
  assert.equal(opened.target.learned.removesByValue, undefined);
});

test("where nobody can be put back no other removal is put to the test", async () => {
  const server = groupServer({ members: ["a", "b", "c"], values: "everybody" });
  let requests = 0;
  await using opened = await scripted(
    (seen) => (++requests > 2 ? { status: 403 } : server.answer(seen)),
    entra,
  );
  assert.equal((await write(opened.target, { remove: ["a"] })).kind, "failed");
  assert.equal(opened.target.learned.removesByValue, false);
});

test("a removal that was confirmed and not done is said in the other form, watched", async () => {
  const server = groupServer({ members: ["a", "b", "c"], values: "these", filters: "nobody" });
  await using opened = await scripted(server.answer);
  assert.deepEqual(await write(opened.target, { remove: ["a"] }), { kind: "done", id: "g" });
  assert.deepEqual(server.members(), ["a", "b", "c"]);
  assert.deepEqual(await write(opened.target, { remove: ["a"], again: true }), { kind: "done", id: "g" });
  assert.deepEqual(server.members(), ["b", "c"]);
});

type What = "these" | "everybody" | "nobody" | "refused";

/** One group; what a removal by a list of values removes, and one with a filter. */
function groupServer(settings: {
  members: readonly string[];
  values: What;
  filters?: What;
  /** So many members are shown, of as many as there are. */
  shown?: number;
}): {
  answer: (seen: Seen) => Answer;
  members: () => readonly string[];
} {
  const { values, filters = "these", shown } = settings;
  let members = [...settings.members];

  function answer({ method, body }: Seen): Answer {
    if (method === "GET")
      return { status: 200, json: { id: "g", members: members.slice(0, shown).map((value) => ({ value })) } };
    const { Operations } = body as { Operations: readonly Operation[] };
    const kinds = Operations.map(kindOf);
    if ((kinds.includes("values") && values === "refused") || Operations.length === 0) return { status: 400 };
    for (const [index, operation] of Operations.entries()) {
      const named = namedBy(operation);
      const what = kinds[index] === "values" ? values : filters;
      if (kinds[index] === "add") members.push(...named);
      else if (what === "everybody") members = [];
      else if (what === "these") members = members.filter((id) => !named.includes(id));
    }
    return { status: 204 };
  }
  return { answer, members: () => members };
}

type Operation = {
  readonly op: string;
  readonly path: string;
  readonly value?: readonly { value: string }[];
};

function kindOf({ op, path }: Operation): "add" | "filter" | "values" {
  if (op.toLowerCase() === "add") return "add";
  return path.includes("[") ? "filter" : "values";
}

function namedBy({ path, value = [] }: Operation): readonly string[] {
  const filtered = /^members\[value eq "(.*)"\]$/.exec(path)?.[1];
  return filtered === undefined ? value.map((member) => member.value) : [filtered];
}

function summary(seen: readonly Seen[]): readonly string[] {
  return seen.map(({ method, body }) => {
    if (method === "GET") return method;
    const { Operations } = body as { Operations: readonly Operation[] };
    const words = Operations.map((operation) => {
      const { op } = operation;
      const kind = kindOf(operation);
      return kind === "add" ? op : `${op.replace("remove", "Remove")} members by ${kind}`;
    });
    return `${method} ${words.join(", ")}`;
  });
}

async function write(
  target: Target,
  { add = [], remove, again }: { add?: readonly string[]; remove: readonly string[]; again?: true },
): Promise<MemberWriteResult> {
  const members = { kind: "members", id: "g", add, remove } as const;
  return await target.write(again === undefined ? members : { ...members, again }, { signal });
}
