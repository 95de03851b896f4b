import assert from "node:assert/strict";
import { test } from "node:test";
import { loadFiles, problemsOf, smallJob } from "./folder.ts";

const more = `    externalId: "[employeeId]"\n    name.familyName: "Redact([surname])"\n`;

/** The small job, matched by this, with an identifier and a name. */
function matchedBy(match: string, mappings = more): string {
  return smallJob.replace("users:\n", `users:\n  match: ${match}\n`) + mappings;
}

async function matchOf(text: string): Promise<unknown> {
  const loaded = await loadFiles({ "jobs/small.yaml": text });
  assert.equal(loaded.kind, "loaded");
  return loaded.kind === "loaded" ? loaded.config.jobs[0]?.rules.user.match : null;
}

test("loadConfig() matches by several attributes at once, in the mappings' own spelling", async () => {
  assert.deepEqual(await matchOf(matchedBy("[[EXTERNALID, name.familyName], userName]")), [
    ["externalId", "name.familyName"],
    ["userName"],
  ]);
});

test("loadConfig() says where in an entry of several attributes a mapping is missing", async () => {
  assert.deepEqual(await problemsOf(matchedBy("[[externalId, name.familyNam], userName]")), [
    '5:24: cannot match by "name.familyNam", which has no mapping in users.attributes: did you mean "name.familyName"?',
  ]);
  assert.deepEqual(await problemsOf(matchedBy("[[externalId, nickName]]")), [
    '5:24: cannot match by "nickName", which has no mapping in users.attributes: match by a target attribute that is mapped there, or map this one',
  ]);
});

test("loadConfig() leaves out an entry one of whose attributes is not mapped, as others remain", async () => {
  assert.deepEqual(await matchOf(matchedBy("[[externalId, nickName], userName]")), [["userName"]]);
});

test("loadConfig() refuses to match by what has to be unique, alone or with others", async () => {
  const nick = `${more}    nickName: 'SelectUniqueValue([mailNickname], [mail])'\n`;
  assert.deepEqual(await problemsOf(matchedBy("[[externalId, nickName], userName]", nick)), [
    '5:24: cannot match by "nickName": its expression makes a new value each time; match by another attribute',
  ]);
});
