import assert from "node:assert/strict";
import { dialects, type PatchChoices } from "../../../src/config/profiles/patch-choices.ts";
import type { Quirks } from "../../servers/quirky/quirks.ts";
import { enterprise, officeRules } from "./rules.ts";
import { type Opened, quirkTest, storyTest } from "./run.ts";
import type { Settings } from "./office.ts";
import { accountsOf, confirmHolds, confirmQuiet, succeed } from "./story.ts";

const { rfc7644, entra } = dialects;
const readsBack: Settings = { profile: { verify: "writes" } };

function patchedBy(choices: Partial<PatchChoices>, more: Settings = {}): Settings {
  return { ...more, profile: { ...more.profile, patch: { ...rfc7644, ...choices } } };
}

for (const patchAnswer of ["nothing", "resource", "part", "empty", "text"] as const) {
  storyTest(`a PATCH that went well is answered with: ${patchAnswer}`, { quirks: { patchAnswer } });
}

for (const [dialect, patch] of [
  ["rfc7644", rfc7644],
  ["entra", entra],
] as const) {
  for (const missingElement of ["ignored", "noTarget"] as const) {
    quirkTest(
      `a filtered path whose element is not there: ${missingElement}, in the dialect ${dialect}`,
      { quirks: { missingElement }, settings: { profile: { patch, verify: "writes" } } },
      (opened) => addressComes(opened),
    );
  }
}

quirkTest(
  "a list to which an element is added is replaced by it: whole lists keep what was there",
  { quirks: { addReplacesList: true }, settings: patchedBy({ elements: "whole" }) },
  async (opened) => {
    await addressComes(opened, [{ type: "home", value: "v@home.example.com" }]);
    const emails = accountsOf(opened.server, "victor")[0]?.["emails"] as readonly { type: string }[];
    assert.deepEqual(emails.map(({ type }) => type).toSorted(), ["home", "work"]);
  },
);

for (const urnPaths of ["junk", "dropped"] as const) {
  quirkTest(
    `a path with a URN is ${urnPaths}, and confirmed: read back, and said in another way`,
    { quirks: { urnPaths }, settings: readsBack },
    async ({ server, office }) => {
      await succeed(office, "initial");
      office.directory.change("ada", { department: "Research", jobTitle: "Head" });
      office.directory.change("bob", { manager: { id: "victor" } });
      await succeed(office);
      confirmHolds(server, office);
      await confirmQuiet(server, office);
    },
  );

  quirkTest(
    `a path with a URN is ${urnPaths}, and confirmed: a manager who has to go and stays is not tried for ever`,
    { quirks: { urnPaths }, settings: readsBack },
    async (opened) => {
      await succeed(opened.office, "initial");
      opened.office.directory.change("bob", { manager: null });
      await confirmGivesUp(opened, `${enterprise}:manager`);
    },
  );

  quirkTest(
    `a path with a URN is ${urnPaths}, and confirmed: without reading back it is said once and not written for ever`,
    { quirks: { urnPaths } },
    async (opened) => {
      await succeed(opened.office, "initial");
      opened.office.directory.change("ada", { department: "Research", jobTitle: "Head" });
      await confirmGivesUp(opened, `${enterprise}:department`);
      assert.equal(accountsOf(opened.server, "ada")[0]?.["title"], "Head", "everything else is written");
    },
  );
}

quirkTest(
  "a sub-attribute that takes its siblings away: they come back, and it is over",
  { quirks: { dropsSiblings: true }, settings: { rules: officeRules({ names: true }) } },
  async ({ server, office }) => {
    office.directory.change("ada", { givenName: "Ada", surname: "Byron" });
    await succeed(office, "initial");
    office.directory.change("ada", { surname: "Lovelace" });
    await succeed(office);
    await succeed(office, "reconcile");
    const name = accountsOf(server, "ada")[0]?.["name"];
    assert.deepEqual(name, { givenName: "Ada", familyName: "Lovelace" });
    await confirmQuiet(server, office);
  },
);

for (const [name, quirks] of Object.entries<Quirks>({
  "booleans kept as text": { booleansAsText: true },
  "booleans as text are refused": { strictBooleans: true },
  "an operation without a path is refused": { refusesPathless: true },
  "remove of what is not there is refused": { refusesRemoveOfNothing: true },
  "members change only by filtered paths, and all else is confirmed": { membersOnlyByFilter: true },
  "a manager has to be an object": { manager: "object" },
  "PATCH is not implemented": { withoutPatch: true },
})) {
  storyTest(name, { quirks });
}

for (const [name, manager] of [
  ["a manager has to be a bare id", "id"],
  ["a manager as an object is ignored", "objectIgnored"],
] as const) {
  storyTest(`${name}, and the profile says so`, {
    quirks: { manager },
    settings: patchedBy({ references: "id" }),
  });
}

quirkTest(
  "a manager has to be a bare id, and nobody has said so: it is the failure of those whose managers change",
  { quirks: { manager: "id" } },
  async ({ server, office }) => {
    await succeed(office, "initial");
    office.directory.change("bob", { manager: { id: "victor" } }).change("eve", { jobTitle: "Captain" });
    const { failures } = await office.run();
    assert.deepEqual(
      failures.map(({ who, code }) => [who, code]),
      [["bob@example.com", "UnprocessableEntity"]],
    );
    assert.equal(accountsOf(server, "eve")[0]?.["title"], "Captain");
    const written = server.writes.length;
    await succeed(office);
    assert.equal(server.writes.length, written, "nothing is written before its time");
    office.settings = patchedBy({ references: "id" });
    for (let hour = 0; hour < 6; hour += 1) await succeed(office);
    confirmHolds(server, office);
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "a manager as an object is ignored, and nobody has said so: it is said and not written for ever",
  { quirks: { manager: "objectIgnored" } },
  async (opened) => {
    await succeed(opened.office, "initial");
    opened.office.directory.change("bob", { manager: { id: "victor" } });
    await confirmGivesUp(opened, `${enterprise}:manager`);
    confirmHolds(opened.server, opened.office, { lacks: ["manager"] });
  },
);

quirkTest(
  "a manager as an object is ignored, and nobody has said so: read back, and said in another way",
  { quirks: { manager: "objectIgnored" }, settings: readsBack },
  async ({ server, office }) => {
    await succeed(office, "initial");
    office.directory.change("bob", { manager: { id: "victor" } });
    await succeed(office);
    confirmHolds(server, office);
    await confirmQuiet(server, office);
  },
);

for (const verify of ["off", "writes"] as const) {
  quirkTest(
    `an attribute that is dropped without a word, verify ${verify}: it is said once and not written for ever`,
    { quirks: { drops: ["title"] }, settings: { profile: { verify } } },
    async (opened) => {
      await opened.office.run("initial");
      opened.office.directory.change("ada", { jobTitle: "Head", department: "Research" });
      await confirmGivesUp(opened, "title");
      confirmHolds(opened.server, opened.office, { lacks: ["title"] });
    },
  );

  quirkTest(
    `a PATCH that is confirmed and not carried out, verify ${verify}: it is said and not written for ever`,
    { quirks: { ignoresPatch: true }, settings: { profile: { verify } } },
    async (opened) => {
      const { server, office } = opened;
      await office.run("initial");
      office.directory.change("ada", { jobTitle: "Head" });
      await confirmGivesUp(opened, "title");
      assert.equal(server.rows.Users.size, 5);
    },
  );
}

quirkTest(
  "e-mail addresses that come back in small letters are the same addresses",
  { quirks: { normalises: true } },
  async ({ server, office }) => {
    office.directory.change("ada", { mail: "Ada.Byron@Example.com" });
    await succeed(office, "initial");
    await confirmQuiet(server, office);
  },
);

/** Somebody without an address of this type gets one. */
async function addressComes(
  { server, office }: Opened,
  others: readonly Readonly<Record<string, string>>[] = [],
): Promise<void> {
  office.directory.change("victor", { mail: null });
  await succeed(office, "initial");
  const [account] = accountsOf(server, "victor");
  if (account !== undefined && others.length > 0) account["emails"] = others;
  office.directory.change("victor", { mail: "victor@new.example.com" });
  await succeed(office);
  await succeed(office, "reconcile");
  confirmHolds(server, office);
  await confirmQuiet(server, office);
}

/** However often it is reconciled: the writes end, and the log names the attribute. */
async function confirmGivesUp({ server, office }: Opened, path: string): Promise<void> {
  await office.run();
  for (let times = 0; times < 3; times += 1) await office.run("reconcile");
  const written = server.writes.length;
  for (let times = 0; times < 2; times += 1) await office.run("reconcile");
  await office.run();
  assert.deepEqual(
    server.writes.slice(written).map(({ method, path: address }) => `${method} ${address}`),
    [],
    "nothing is written for ever",
  );
  const said = (await office.log()).filter(({ status, action, steps, error }) => {
    const text = `${action} ${JSON.stringify(steps)} ${JSON.stringify(error)}`;
    return (status === "warning" || status === "failure") && text.includes(path.split(":").at(-1) ?? path);
  });
  assert.ok(said.length > 0, `the log says that ${path} is not kept`);
}
