import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { compiled, loadFiles, problemsOf, smallJob, token, warningsOf } from "./folder.ts";

test("${NAME:-default} is the default when the variable is not set or empty", async () => {
  const text = smallJob.replace("path: people.json", () => 'path: "${PEOPLE:-people}.json"');
  assert.match(JSON.stringify((await compiled(text)).source), /\/people\.json"/);
  assert.match(
    JSON.stringify((await compiled(text, { env: { ...token, PEOPLE: "" } })).source),
    /\/people\.json"/,
  );
  assert.match(
    JSON.stringify((await compiled(text, { env: { ...token, PEOPLE: "staff" } })).source),
    /\/staff\.json"/,
  );
});

test("a number may come from a variable, and text stays text even when it looks like one", async () => {
  const text = smallJob.replace("type: scim,", () => 'type: scim, concurrency: "${N}",');
  const { target } = await compiled(text, { env: { N: "3", TOKEN: "123" } });
  assert.equal(target.concurrency, 3);
  assert.deepEqual(target.auth, { kind: "token", token: "123", expires: null });
});

test("${file:/path} is the content of a file, without the line break at its end", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-secret-"));
  try {
    const path = join(folder, "token");
    await writeFile(path, "from the file\n");
    const { target } = await compiled(smallJob.replace("${TOKEN}", () => `\${file:${path}}`));
    assert.deepEqual(target.auth, { kind: "token", token: "from the file", expires: null });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a reference that cannot be filled in is named with its key, at its place", async () => {
  assert.deepEqual(await problemsOfToken("${TOKEN}"), [
    "3:75: target.auth.token needs the environment variable TOKEN: it is not set",
  ]);
  assert.deepEqual(await problemsOfToken("${EMPTY}"), [
    "3:75: target.auth.token needs the environment variable EMPTY: it is empty",
  ]);
  assert.deepEqual(await problemsOfToken("${file:/no/such/file}"), [
    "3:75: target.auth.token needs the file /no/such/file: it does not exist",
  ]);
  assert.deepEqual(await problemsOfToken("${TO-KEN}"), [
    "3:75: target.auth.token needs a variable where it says ${TO-KEN}: write ${NAME}, ${NAME:-default} or ${file:/path}",
  ]);
});

test("a value that could not be filled in has no other problem", async () => {
  const text = smallJob.replace("https://app.example.com/scim", () => "${URL}");
  assert.deepEqual(await problemsOf(text), [
    "3:28: target.url needs the environment variable URL: it is not set",
  ]);
});

test("$${ stands for ${", async () => {
  const { rules } = await compiled(`${smallJob}    title: '"$\${TOKEN}"'\n`);
  assert.equal(rules.user.mappings.at(-1)?.expression.text, '"${TOKEN}"');
});

test("an expression keeps the groups of its regular expression, and gets its variables", async () => {
  const replace = `Replace([mobile], , "(?<area>[0-9]+)-(?<rest>.*)", , "\${area}\${TOKEN}", , )`;
  const { rules } = await compiled(`${smallJob}    title: '${replace}'\n`);
  assert.equal(rules.user.mappings.at(-1)?.expression.text, replace.replace("${TOKEN}", "secret"));
});

test("a literal secret is a warning that names the key and not the secret", async () => {
  const literal = "is written in the file: use ${NAME} or ${file:/path} instead";
  assert.deepEqual(await warningsOf(smallJob.replace("${TOKEN}", "hunter2")), [
    `3:75: target.auth.token ${literal}`,
  ]);
  assert.deepEqual(await warningsOf(smallJob.replace("${TOKEN}", () => "${NONE:-hunter2}")), [
    `3:75: target.auth.token ${literal}`,
  ]);
  const { printed } = await loadFiles({
    "lockstep.yaml": "redis: redis://:hunter2@localhost:6379\n",
    "jobs/a.yaml": smallJob,
  });
  assert.equal(
    printed.find((line) => line.includes("password")),
    "lockstep.yaml:1:8: redis has its password in the file: use ${NAME} or ${file:/path} instead",
  );
});

test("no message shows a secret", async () => {
  const { printed } = await loadFiles({
    "lockstep.yaml": "store: postgres://me:hunter2@host/db\n",
    "jobs/a.yaml": smallJob
      .replace('token: "${TOKEN}"', 'token: ["hunter2"]')
      .replace("https://app", "ftp://me:hunter2@app"),
    "jobs/b.yaml": smallJob.replace('"${TOKEN}"', "12345678"),
  });
  assert.equal(
    printed.some((line) => /hunter2|12345678/.test(line)),
    false,
  );
  assert.equal(printed.length, 5);
});

test("settings without effect yet are a warning that names the key", async () => {
  const { printed } = await loadFiles({
    "lockstep.yaml":
      "redis: redis://localhost\nconsole: { listen: 127.0.0.1:8080 }\nsmtp: { url: smtp://localhost }\n",
    "jobs/a.yaml": `${smallJob}schedule: { every: 1h, reconcile: 24h }\nquarantine: { minimum: 20 }\ndrift: repair\nnotify: { email: [it@example.com] }\n`,
  });
  assert.deepEqual(printed, [
    "jobs/a.yaml:8:24: schedule.reconcile has no effect yet",
    "jobs/a.yaml:9:1: quarantine has no effect yet",
    "jobs/a.yaml:10:1: drift has no effect yet",
    "jobs/a.yaml:11:1: notify has no effect yet",
    "lockstep.yaml:1:1: redis has no effect yet",
    "lockstep.yaml:2:12: console.listen has no effect yet",
    "lockstep.yaml:3:9: smtp.url has no effect yet",
  ]);
});

test("what an empty variable switches off is no setting", async () => {
  const service =
    'redis: ${REDIS_URL:-}\nsmtp: { url: "${SMTP_URL:-}", from: "Lockstep <lockstep@example.com>" }\n';
  const job = `${smallJob}http: { proxy: "\${HTTPS_PROXY:-}" }\n`;
  const loaded = await loadFiles({ "lockstep.yaml": service, "jobs/a.yaml": job });
  assert.deepEqual(loaded.printed, []);
  assert.equal(loaded.kind === "loaded" ? loaded.config.jobs[0]?.http.proxy : "", null);
});

test("a matching attribute without a mapping is left out with a warning while another one remains", async () => {
  const text = smallJob.replace("users:\n", "users:\n  match: [userName, externalId]\n");
  assert.deepEqual(await warningsOf(text), [
    '5:21: "externalId" is not matched by, as users.attributes does not map it',
  ]);
  assert.deepEqual((await compiled(text)).rules.user.match, [["userName"]]);
});

async function problemsOfToken(reference: string): Promise<readonly string[]> {
  const text = smallJob.replace("${TOKEN}", () => reference);
  return problemsOf(text, { env: { EMPTY: "" } });
}
