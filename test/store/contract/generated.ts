import assert from "node:assert/strict";
import type { ObjectType } from "../../../src/rules/directory.ts";
import type { Generated, GeneratedValue } from "../../../src/store/generated.ts";
import {
  carryOut,
  escrow,
  group,
  linkAll,
  linkTo,
  now,
  operation,
  readDirectory,
  settleAll,
  user,
} from "../fixture.ts";
import type { StoreTest } from "./opener.ts";

const path = "userName";

function row(sourceId: string, value: string | null, at = path): GeneratedValue {
  return { sourceId, path: at, value, refused: [] };
}

async function sourcesWithValues(generated: Generated, type: ObjectType = "user"): Promise<string> {
  return [...(await generated.of(type, ["u1", "u2", "g1"])).keys()].toSorted().join(" ");
}

export function generatedContract(test: StoreTest): void {
  test("generated.keep() replaces what an object had at a path and outlives the process", async (job, {
    reopen,
  }) => {
    await job.generated.keep("user", [row("u1", "ada"), row("u1", "Ädel", "nickName"), row("u2", "bob")]);
    await job.generated.keep("user", [row("u1", "ada2")]);
    await job.generated.keep("user", []);
    const values = await (await reopen()).job("dialpad").generated.of("user", ["u1", "unknown"]);
    assert.deepEqual(
      values,
      new Map([
        [
          "u1",
          new Map([
            ["nickName", { value: "Ädel", refused: [] }],
            [path, { value: "ada2", refused: [] }],
          ]),
        ],
      ]),
    );
    assert.deepEqual(await job.generated.of("group", ["u1"]), new Map());
    assert.deepEqual(await job.generated.of("user", []), new Map());
  });

  test("generated.holders() says who of this job was promised a value at a path, without case", async (job, {
    store,
  }) => {
    await job.generated.keep("user", [
      row("u2", "Åsa"),
      row("u1", "ÅSA"),
      row("u3", "old"),
      row("u4", "åsa", "nickName"),
    ]);
    await job.generated.keep("user", [row("u3", "new")]);
    await job.generated.keep("group", [row("g1", "team")]);
    await store.job("other").generated.keep("user", [row("x", "free")]);
    const holders = await job.generated.holders("user", {
      path,
      values: ["åSA", "old", "NEW", "team", "free"],
    });
    assert.deepEqual(
      holders,
      new Map([
        ["åsa", "u1"],
        ["new", "u3"],
      ]),
    );
    assert.deepEqual(await job.generated.holders("user", { path, values: [] }), new Map());
  });

  test("generated.keep() keeps what was refused, with a promise or without one", async (job, { reopen }) => {
    const refused = ["two\nlines", "åsa"];
    await job.generated.keep("user", [
      { ...row("u1", "ada"), refused },
      { ...row("u2", null), refused },
      { ...row("u3", "bob"), refused },
    ]);
    await job.generated.keep("user", [row("u3", null)]);
    const generated = (await reopen()).job("dialpad").generated;
    const known = await generated.of("user", ["u1", "u2", "u3"]);
    assert.deepEqual(
      [...known.values()].map((ofObject) => ofObject.get(path)),
      [
        { value: "ada", refused },
        { value: null, refused },
        { value: null, refused: [] },
      ],
    );
    const holders = await generated.holders("user", { path, values: ["ada", "bob", "åsa", ""] });
    assert.deepEqual(holders, new Map([["ada", "u1"]]));
  });

  test("generated values go with the commit that links or unlinks their object", async (job) => {
    await readDirectory(job, [user("u1"), user("u2"), group("g1")]);
    const both = ["u1", "u2"].map((sourceId) => row(sourceId, sourceId));
    await job.generated.keep("user", both);
    await job.generated.keep("group", [row("u1", "a group")]);
    await carryOut(job, operation("user", "u1"), { escrow: escrow(now), again: true });
    assert.equal(await sourcesWithValues(job.generated), "u1 u2", "a try that failed keeps them");
    await carryOut(job, operation("user", "u1"), { link: linkTo("t1") });
    assert.equal(await sourcesWithValues(job.generated), "u2");
    assert.equal(await sourcesWithValues(job.generated, "group"), "u1");
    await job.generated.keep("user", both);
    await carryOut(job, operation("user", "u1", { kind: "delete" }), { link: { kind: "drop" } });
    assert.equal(await sourcesWithValues(job.generated), "u2");
    await linkAll(job, "user", { u2: "t2" });
    await job.generated.keep("user", both);
    await job.links.remove("user", "u2");
    assert.equal(await sourcesWithValues(job.generated), "u1");
  });

  test("generated values go with the object that the mirror forgets", async (job) => {
    await readDirectory(job, [user("u1"), user("u2"), group("g1")]);
    await settleAll(job);
    await job.generated.keep("user", [row("u1", "ada"), row("u2", "bob")]);
    await job.generated.keep("group", [row("g1", "team", "displayName")]);
    await readDirectory(job, [user("u2")]);
    assert.equal(await sourcesWithValues(job.generated), "u2");
    assert.equal(await sourcesWithValues(job.generated, "group"), "");
  });
}
