import assert from "node:assert/strict";
import type { Quirks } from "../../servers/quirky/quirks.ts";
import { quirkTest, storyTest } from "./run.ts";
import { accountsOf, confirmHolds, confirmQuiet, succeed } from "./story.ts";

const errors: Readonly<Record<string, Quirks>> = {
  "with status as a number": { errorStatus: "number" },
  "without status": { errorStatus: "absent" },
  "with a list as detail": { errorBody: "list" },
  "as a web page": { errorBody: "html" },
  "with a traceback": { errorBody: "traceback" },
  "with nothing in them": { errorBody: "empty" },
  "with members of the server's own": { errorBody: "extras" },
  "of no type": { errorType: "none" },
  "of types that no standard knows": { errorType: "own" },
  "of the type invalidSyntax, as all are": { errorType: "invalidSyntax" },
};

for (const [name, quirks] of Object.entries(errors)) {
  quirkTest(
    `errors ${name}: 409 and 400 are told apart, each is one object's failure in words for people`,
    { quirks: { ...quirks, reservedNames: ["bob@example.com"], refusesNames: "cyd" } },
    async ({ server, office }) => {
      const { failures } = await office.run("initial");
      assert.deepEqual(failures.map(({ who }) => who).toSorted(), ["bob@example.com", "cyd@example.com"]);
      const [bob, cyd] = failures.toSorted((a, b) => a.who.localeCompare(b.who));
      assert.equal(bob?.code, "AttributeConflict");
      assert.notEqual(cyd?.code, "AttributeConflict");
      for (const { message } of failures) {
        assert.match(message, /the target answered 4\d\d/);
        assert.doesNotMatch(message, /<|Traceback|\n/);
      }
      assert.equal(server.rows.Users.size, 3);
      const asked = server.seen.length;
      await succeed(office);
      assert.equal(server.seen.length, asked, "nothing is asked before its time");
    },
  );
}

quirkTest(
  "500 for an id that is not there: that object's failure, and nobody is created twice",
  { quirks: { unknownIdIs500: true } },
  async ({ server, office }) => {
    await succeed(office, "initial");
    const [bob] = accountsOf(server, "bob");
    server.rows.Users.delete(bob?.id ?? "");
    office.directory.change("bob", { jobTitle: "Head" }).change("ada", { jobTitle: "Chief" });
    const second = await office.run();
    assert.deepEqual(
      second.failures.map(({ who }) => who),
      ["bob@example.com"],
    );
    assert.equal(accountsOf(server, "ada")[0]?.["title"], "Chief");
    assert.ok(accountsOf(server, "bob").length <= 1);
    server.rows.Users.set(bob?.id ?? "", bob ?? { id: "" });
    await succeed(office);
    confirmHolds(server, office);
    await confirmQuiet(server, office);
  },
);

quirkTest(
  "500 where a name is taken: that object's failure, and both keep their accounts",
  { quirks: { conflictByPatchIs500: true } },
  async ({ server, office }) => {
    await succeed(office, "initial");
    server.rows.Users.set("7", { id: "7", userName: "robert@example.com" });
    office.directory.change("bob", { userPrincipalName: "robert@example.com" });
    const second = await office.run();
    assert.deepEqual([second.failures.length, second.state], [1, "partial"]);
    assert.equal(accountsOf(server, "bob")[0]?.["userName"], "bob@example.com");
    server.rows.Users.delete("7");
    for (let hour = 0; hour < 6; hour += 1) await office.run();
    confirmHolds(server, office);
    await confirmQuiet(server, office);
  },
);

storyTest("answers that went well as text/plain", { quirks: { contentType: "text/plain; charset=utf-8" } });

for (const discovery of ["absent", "page", "lies", "odd"] as const) {
  storyTest(`discovery: ${discovery}`, { quirks: { discovery } });
}

storyTest("discovery that needs no token", { quirks: { openDiscovery: true } });

storyTest("any content type but application/scim+json is refused", { quirks: { strictContentType: true } });

storyTest(
  "a base URL with a query, without which nothing is found",
  { quirks: { query: "aadOptscim062020" } },
  ({ server }) => {
    assert.ok(server.seen.every(({ query }) => query.has("aadOptscim062020")));
  },
);

for (const closes of ["politely", "rudely"] as const) {
  storyTest(`the connection is closed after each answer, ${closes}`, { quirks: { closes } });
}

for (const method of ["POST", "PATCH", "GET"]) {
  quirkTest(
    `after 500 to a ${method} the connection is reset under the next request: nothing is lost, nobody is there twice`,
    { quirks: { resetsAfter500: true, fails: { [method]: 2 } } },
    async ({ server, office }) => {
      await office.run("initial");
      office.directory.change("ada", { jobTitle: "Head" }).members.get("board")?.add("cyd");
      await office.run();
      await succeed(office);
      await succeed(office, "reconcile");
      confirmHolds(server, office);
      await confirmQuiet(server, office);
      const created = server.writes.filter(({ status }) => status === 201).length;
      assert.equal(created, server.rows.Users.size + server.rows.Groups.size);
    },
  );
}
