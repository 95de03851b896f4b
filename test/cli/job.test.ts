import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type Scimmy, spawnScimmy } from "../servers/spawn-scimmy.ts";
import { type Ended, type Folder, folder, jobFile, lockstep, people, person } from "./lockstep.ts";

// One job from its first check to a hold; each test goes on where the last one ended.
let opened: Promise<{ scimmy: Scimmy; directory: Folder }> | null = null;

after(async () => {
  const world = await opened;
  await world?.directory[Symbol.asyncDispose]();
  await world?.scimmy[Symbol.asyncDispose]();
});

/** Not before a test needs it: hooks run even when a name pattern leaves every test out. */
function surroundings(): Promise<{ scimmy: Scimmy; directory: Folder }> {
  opened ??= open();
  return opened;
}

async function open(): Promise<{ scimmy: Scimmy; directory: Folder }> {
  const directory = await folder({
    "config/lockstep.yaml": "store: sqlite:../data/lockstep.db\n",
    "config/jobs/people.yaml": jobFile("people"),
    "people.json": JSON.stringify(people),
  });
  return { scimmy: await spawnScimmy(), directory };
}

async function run(...words: readonly string[]): Promise<Ended> {
  const { scimmy, directory } = await surroundings();
  return lockstep(words, {
    cwd: directory.path,
    env: { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token },
  });
}

async function writePeople(directoryNow: unknown): Promise<void> {
  const { directory } = await surroundings();
  await directory.write("people.json", JSON.stringify(directoryNow));
}

test("check prints each test as passed", async () => {
  const { code, stdout } = await run("check", "people");
  assert.equal(code, 0);
  assert.match(stdout, /^people\n {2}✓ configuration: config\/jobs\/people\.yaml\n( {2}✓ .+\n)+$/);
});

test("check --json prints one document", async () => {
  const { stdout } = await run("check", "people", "--json");
  const document = JSON.parse(stdout) as { job: string; ok: boolean; checks: readonly { side: string }[] };
  assert.equal(document.job, "people");
  assert.equal(document.ok, true);
  assert.deepEqual(
    new Set(document.checks.map(({ side }) => side)),
    new Set(["configuration", "source", "target"]),
  );
});

test("check says when the token ends, and fails when it has ended", async () => {
  const { scimmy, directory } = await surroundings();
  const env = { SCIM_URL: scimmy.url, SCIM_TOKEN: scimmy.token };
  const past = await lockstep(["check", "people"], {
    cwd: directory.path,
    env: { ...env, SCIM_TOKEN_EXPIRES: "2020-01-01" },
  });
  assert.equal(past.code, 1);
  assert.match(past.stdout, /✗ token: expired [\d,]+ days ago\n {6}cure: /);
  const future = await lockstep(["check", "people"], {
    cwd: directory.path,
    env: { ...env, SCIM_TOKEN_EXPIRES: "2999-01-01" },
  });
  assert.match(future.stdout, /✓ token: expires in [\d,]+ days/);
});

test("plan shows every operation and writes nothing", async () => {
  const { code, stdout } = await run("plan", "people");
  assert.equal(code, 0);
  assert.match(stdout, /^create {3}user {3}ada@example\.com\n {11}userName +"ada@example\.com"\n/m);
  assert.match(stdout, /^create {3}group {2}Everybody\n( .+\n)* +members +\+2\n/m);
  assert.match(stdout, /^people: initial plan: 3 create, 1 skip$/m);
  assert.match(stdout, /skip {2}1 object {2}AccountDisabled/);
  assert.match(stdout, /lockstep sync people --initial/);
  const { scimmy } = await surroundings();
  assert.deepEqual(await scimmy.store(), { users: [], groups: [] });
});

test("plan --all shows who is skipped", async () => {
  const { stdout } = await run("plan", "people", "--all");
  assert.match(stdout, /^skip {5}user {3}eve@example\.com {2}AccountDisabled/m);
});

test("plan --json prints the plan", async () => {
  const { code, stdout } = await run("plan", "people", "--json");
  assert.equal(code, 0);
  const plan = JSON.parse(stdout) as {
    job: string;
    kind: string;
    operations: readonly { kind: string; source: unknown; changes: readonly { path: string }[] }[];
    warnings: readonly string[];
  };
  assert.deepEqual([plan.job, plan.kind, plan.warnings], ["people", "initial", []]);
  assert.deepEqual(
    plan.operations.map(({ kind }) => kind),
    ["create", "create", "skip", "create"],
  );
  assert.deepEqual(plan.operations[0], {
    kind: "create",
    type: "user",
    source: { id: "u1", name: "ada@example.com" },
    changes: [
      { path: "userName", from: null, to: "ada@example.com" },
      { path: "active", from: null, to: true },
      { path: "displayName", from: null, to: "ada" },
    ],
  });
  assert.deepEqual(plan.operations[3]?.changes.at(-1), { path: "members", from: [], to: ["u1", "u2"] });
});

test("sync --json prints the cycle's report and nothing else", async () => {
  const { code, stdout } = await run("sync", "people", "--json");
  assert.equal(code, 0);
  const { cycleId, durationMs, requests, ...report } = JSON.parse(stdout) as Record<string, unknown>;
  assert.match(String(cycleId), /^[0-9a-f-]{36}$/);
  assert.equal(typeof durationMs, "number");
  assert.deepEqual(Object.keys(requests as object), ["source", "target"]);
  assert.deepEqual(report, {
    job: "people",
    kind: "initial",
    state: "succeeded",
    counts: {
      imported: 4,
      planned: 4,
      created: 3,
      updated: 0,
      linked: 0,
      disabled: 0,
      enabled: 0,
      deleted: 0,
      skipped: 1,
      failed: 0,
      held: 0,
    },
    failures: [],
    doubts: [],
    warnings: [],
  });
});

test("sync --json of all jobs prints an array, and a second cycle writes nothing", async () => {
  const { scimmy } = await surroundings();
  await scimmy.forget();
  const { code, stdout } = await run("sync", "--json");
  assert.equal(code, 0);
  const [report] = JSON.parse(stdout) as readonly { kind: string; requests: { target: number } }[];
  assert.equal(report?.kind, "incremental");
  assert.equal(report?.requests.target, 0);
});

test("sync tells people what was done", async () => {
  await writePeople({ ...people, ...withCarl() });
  const { code, stdout, stderr } = await run("sync", "people");
  assert.equal(code, 0);
  assert.equal(stderr, "");
  assert.match(stdout, /^people: incremental cycle is complete \(.+\)\n/);
  assert.match(stdout, /^ {2}created +1$/m);
  assert.match(stdout, /^ {2}requests +0 to the directory, \d+ to the application$/m);
});

test("status --json has every field of the contract", async () => {
  const { code, stdout } = await run("status", "people", "--json");
  assert.equal(code, 0);
  const { lastCycle, nextCycle, ...status } = JSON.parse(stdout) as Record<string, unknown>;
  assert.ok(Date.parse(String(nextCycle)) > Date.now(), "an interval after the last one began");
  const { startedAt, endedAt, state, kind } = lastCycle as Record<string, string>;
  assert.ok(Date.parse(startedAt ?? "") <= Date.parse(endedAt ?? ""));
  assert.deepEqual([state, kind], ["succeeded", "incremental"]);
  assert.deepEqual(status, {
    job: "people",
    state: "active",
    running: null,
    links: { users: 3, groups: 1 },
    escrows: [],
    hold: null,
    quarantine: null,
  });
});

test("status tells people how the job is", async () => {
  const { stdout } = await run("status");
  assert.match(stdout, /^people\n {2}last cycle {2}incremental, succeeded at .+, 1 created/);
  assert.match(stdout, /^ {2}links +3 users, 1 group$/m);
});

test("logs --json prints entries as the contract has them", async () => {
  const { code, stdout } = await run("logs", "people", "--who", "ada", "--action", "create", "--json");
  assert.equal(code, 0);
  const [entry, ...others] = JSON.parse(stdout) as readonly Record<string, unknown>[];
  assert.deepEqual(others, []);
  const fields = [
    "time",
    "job",
    "cycleId",
    "action",
    "status",
    "type",
    "source",
    "target",
    "steps",
    "changes",
  ];
  assert.deepEqual(Object.keys(entry ?? {}), [...fields, "error", "durationMs"]);
  assert.deepEqual(entry?.["source"], { id: "u1", name: "ada@example.com" });
  assert.deepEqual([entry?.["status"], entry?.["type"], entry?.["error"]], ["success", "user", null]);
});

test("logs says in one line what changed, and with --steps why", async () => {
  const nobody = await run("logs", "people", "--who", "zoe");
  assert.deepEqual([nobody.code, nobody.stderr], [0, "No entry fits.\n"]);
  const table = await run("logs", "people", "--status", "skipped", "--since", "1h", "--steps");
  assert.match(table.stdout, /^time +job +status +action +who +what\n/);
  assert.match(table.stdout, /skipped +skip +eve@example\.com +AccountDisabled/);
  assert.match(table.stdout, /^ {4}scoping +skipped +disabled/m);
});

test("logs --format csv prints a header and a line each", async () => {
  const { stdout } = await run("logs", "--format", "csv", "--action", "create");
  const [header, ...lines] = stdout.trim().split("\n");
  assert.match(header ?? "", /^time,job,cycleId,action,status,/);
  assert.equal(lines.length, 4);
});

test("links --json lists the pairs", async () => {
  const { code, stdout } = await run("links", "people", "--json");
  assert.equal(code, 0);
  const links = JSON.parse(stdout) as readonly {
    type: string;
    source: { id: string };
    target: { id: string };
  }[];
  assert.equal(links.length, 4);
  const ada = links.find(({ source }) => source.id === "u1");
  const { scimmy } = await surroundings();
  const { users } = await scimmy.store();
  assert.equal(ada?.target.id, users.find((user) => user["userName"] === "ada@example.com")?.["id"]);
  assert.deepEqual(Object.keys(ada ?? {}), ["type", "source", "target", "state", "since"]);
});

test("unlink forgets one pair, and knows nobody of that name afterwards", async () => {
  const first = await run("unlink", "people", "Bob@Example.com", "--json");
  assert.equal(first.code, 0, first.stderr);
  const { unlinked } = JSON.parse(first.stdout) as { unlinked: { source: { id: string } } };
  assert.equal(unlinked.source.id, "u2");
  const second = await run("unlink", "people", "bob@example.com");
  assert.equal(second.code, 1);
  assert.match(second.stderr, /Cannot unlink "bob@example\.com" as nobody of job people/);
});

test("sync holds a plan that takes too much away, exits 3 and says what to do", async () => {
  await run("sync", "people");
  await writePeople({ ...people, assignments: people.assignments.slice(1) });
  const { code, stdout } = await run("sync", "people");
  assert.equal(code, 3);
  assert.match(stdout, /^ {2}hold: 3 of 3 users would lose access, the limit is 1: nothing of it was sent$/m);
  assert.match(stdout, /guard\.maxRemovals.* in config\/jobs\/people\.yaml/);
  const status = JSON.parse((await run("status", "people", "--json")).stdout) as {
    hold: { hash: string; removals: readonly { who: string; operation: string }[]; creates: unknown };
  };
  assert.match(status.hold.hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(status.hold.creates, []);
  assert.ok(
    status.hold.removals.some(({ who, operation }) => who === "ada@example.com" && operation === "disable"),
  );
  const again = JSON.parse((await run("sync", "people", "--json")).stdout) as { state: string };
  assert.equal(again.state, "held");
  const later = JSON.parse((await run("status", "people", "--json")).stdout) as { hold: { hash: string } };
  assert.equal(later.hold.hash, status.hold.hash);
  const plan = await run("plan", "people");
  assert.match(plan.stdout, /^disable {2}user {3}ada@example\.com .+ {2}unassigned {2}\(held\)$/m);
  const { operations } = JSON.parse((await run("plan", "people", "--json")).stdout) as {
    operations: readonly { kind: string; held?: boolean }[];
  };
  assert.ok(operations.filter(({ kind }) => kind === "disable").every(({ held }) => held === true));
});

test("unlink lists the candidates of a name that several have, and forgets none", async () => {
  await writePeople({ ...people, groups: [{ ...people.groups[0], displayName: "ada@example.com" }] });
  await run("sync", "people");
  const { code, stdout, stderr } = await run("unlink", "people", "ada@example.com");
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.match(stderr, /2 links fit: give an id\n {2}group .+\n {2}user .+\n$/);
  const { links } = JSON.parse((await run("status", "people", "--json")).stdout) as { links: unknown };
  assert.deepEqual(links, { users: 2, groups: 1 });
});

test("a job at work elsewhere is refused with exit 1", async () => {
  const { scimmy } = await surroundings();
  await scimmy.faults([{ kind: "delay", method: "POST", times: 100, delayMs: 4_000 }]);
  await writePeople({ ...people, ...withCarl("u9", "dora") });
  const slow = run("sync", "people");
  await untilRunning();
  const { code, stdout, stderr } = await run("sync", "people", "--json");
  assert.equal(code, 1);
  assert.match(stderr, /at work already: sync people \(process \d+ on .+\)/);
  const report = JSON.parse(stdout) as { state: string; failures: readonly { code: string }[] };
  assert.equal(report.state, "failed");
  assert.equal(report.failures[0]?.code, "busy");
  await scimmy.faults([]);
  assert.equal((await slow).code, 0);
});

async function untilRunning(): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const { running } = JSON.parse((await run("status", "people", "--json")).stdout) as { running: unknown };
    if (running !== null) return;
  }
  throw new Error("The job was never seen at work");
}

function withCarl(id = "u4", name = "carl"): Pick<typeof people, "users" | "assignments"> {
  return {
    users: [...people.users, person(id, name)] as typeof people.users,
    assignments: [...people.assignments, { principalId: id, principalType: "User" }],
  };
}
