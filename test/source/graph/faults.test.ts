import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import type { HttpClient } from "../../../src/http/client.ts";
import type { HttpResponse } from "../../../src/http/message.ts";
import { StopError } from "../../../src/rules/stop-error.ts";
import { ofKind, readAll, readOptions } from "../read-all.ts";
import { startTenant } from "./tenant.ts";

const { signal } = new AbortController();
const tenant = await startTenant({ seed: 7 });
after(async () => await tenant[Symbol.asyncDispose]());
beforeEach(async () => {
  await tenant.calm();
  await tenant.mark();
});

const impatient = { askedMs: 300, faultMs: 300, silenceMs: 300 };

/** Every assignment and object of a read that nothing disturbed. */
const now = new Date();
const undisturbed = (await readAll(tenant.source({ reads: ["manager"] }), { now })).records;

for (const [what, fault] of [
  ["a 500", { kind: "status", status: 500 }],
  ["a 502 page of a proxy", { kind: "html", status: 502 }],
  ["a 504 without Retry-After", { kind: "status", status: 504 }],
  ["a 429 with Retry-After as a decimal", { kind: "status", status: 429, retryAfter: "0.249" }],
  ["a 503 with Retry-After as a date", { kind: "status", status: 503, retryAfter: new Date().toUTCString() }],
  ["a connection that is cut before the answer", { kind: "resetBefore" }],
  ["a connection that is cut in the answer", { kind: "resetAfter" }],
] as const) {
  test(`read() tries again after ${what}`, async () => {
    await tenant.fault({
      graph: [
        { ...fault, path: "/appRoleAssignedTo", times: 1 },
        { ...fault, path: "/v1.0/$batch", times: 1 },
      ],
    });
    const source = tenant.source({ reads: ["manager"] });
    const { records } = await readAll(source, { now });
    assert.deepEqual(records, undisturbed);
    const asked = (await tenant.asked()).filter((path) => path.includes("/appRoleAssignedTo"));
    assert.equal(asked.length, 2);
  });
}

test("read() sends items of a batch again that were turned away by themselves, and no others", async () => {
  const throttled = {
    kind: "status",
    status: 429,
    retryAfter: "0.05",
    path: "/manager",
    after: 3,
    times: 30,
  };
  await tenant.fault({ graph: [throttled] });
  const { records } = await readAll(tenant.source({ reads: ["manager"] }), { now });
  assert.deepEqual(records, undisturbed);
  const asked = (await tenant.asked()).filter((path) => path.includes("/manager"));
  assert.equal(asked.length, new Set(asked).size + 30);
});

test("read() gets through a tenant that allows less than it asks for", async () => {
  const settings = { resourceUnits: { per10s: 190 }, retryAfter: "fraction" };
  await tenant.change({ kind: "settings", settings });
  const { records } = await readAll(tenant.source({ reads: ["manager"] }), { now });
  assert.deepEqual(records, undisturbed);
  const asked = await tenant.asked();
  assert.ok(asked.length > new Set(asked).size, "nothing was turned away");
});

test("requests counts what was sent again", async () => {
  await tenant.fault({ graph: [{ kind: "status", status: 503, retryAfter: "0", times: 2 }] });
  const disturbed = tenant.source();
  await readAll(disturbed);
  const calm = tenant.source();
  await readAll(calm);
  assert.equal(disturbed.requests, calm.requests + 2);
});

for (const [what, fault, expected] of [
  ["that fails to the last", { kind: "status", status: 503, retryAfter: "0" }, "unreachable"],
  ["that stays throttled", { kind: "status", status: 429, retryAfter: "0" }, "unreachable"],
  ["that is refused", { kind: "status", status: 403 }, "permission"],
  ["of HTML", { kind: "html", status: 400 }, "sourceIncomplete"],
  ["of half its JSON", { kind: "truncated" }, "sourceIncomplete"],
  ["of other JSON", { kind: "rubbish" }, "sourceIncomplete"],
  ["whose token has expired", { kind: "status", status: 400 }, "sourceIncomplete"],
] as const) {
  test(`read() stops at a page ${what}`, async () => {
    await tenant.change({ kind: "settings", settings: { maxPageSize: 4 } });
    for (const path of ["/appRoleAssignedTo", "/members"]) {
      await tenant.fault({ graph: [{ ...fault, path, after: 1 }] });
      await assert.rejects(readAll(tenant.source({ patience: impatient })), (error) => {
        assert.ok(error instanceof StopError);
        assert.equal(error.code, expected);
        assert.match(
          error.message,
          /^Cannot read the (assignments of "Dialpad"|members of the group ".+") as /,
        );
        assert.notEqual(error.cure, "");
        // Groups that hide their members stop no cycle.
        assert.doesNotMatch(error.cure, /Member\.Read\.Hidden/);
        return true;
      });
    }
  });
}

for (const [what, fault, expected] of [
  ["items that fail to the last", { kind: "status", status: 503, retryAfter: "0" }, "unreachable"],
  ["items that are refused", { kind: "status", status: 403 }, "permission"],
  ["items that are no users", { kind: "html", status: 400 }, "sourceIncomplete"],
] as const) {
  test(`read() and locate() stop at ${what}`, async () => {
    await tenant.fault({ graph: [{ ...fault, path: "/v1.0/users/", batched: true }] });
    const source = tenant.source({ patience: impatient });
    await assert.rejects(readAll(source), { code: expected });
    const [user] = ofKind(undisturbed, "object").filter(({ type }) => type === "user");
    await assert.rejects(source.locate("user", [user?.id ?? ""], { signal }), { code: expected });
  });
}

test("read() and locate() believe no 404 that Graph did not give", async () => {
  const [user] = ofKind(undisturbed, "object").filter(({ type }) => type === "user");
  for (const path of ["/v1.0/users/", "/v1.0/groups/", "/v1.0/servicePrincipals"]) {
    await tenant.fault({ graph: [{ kind: "html", status: 404, path }] });
    await assert.rejects(readAll(tenant.source({ reads: ["manager"] })), { code: "sourceIncomplete" });
  }
  await tenant.fault({ graph: [{ kind: "html", status: 404 }] });
  const locating = tenant.source().locate("user", [user?.id ?? ""], { signal });
  await assert.rejects(locating, { code: "sourceIncomplete" });
});

test("locate() stops where deleted users cannot be looked up", async () => {
  await tenant.fault({ graph: [{ kind: "status", status: 500, retryAfter: "0", path: "/deletedItems" }] });
  const unknown = "aaaaaaaa-0000-4000-8000-00000000ffff";
  const source = tenant.source({ patience: impatient });
  await assert.rejects(source.locate("user", [unknown], { signal }), { code: "unreachable" });
});

test("read() names an attribute that Graph does not know", async () => {
  const unknown = `{"error":{"code":"Request_BadRequest","message":"Could not find a property named 'departement'."}}`;
  const source = tenant.source({
    wrap: answering((url) => (url.includes("/members") ? { status: 400, body: unknown } : null)),
  });
  await assert.rejects(readAll(source), {
    code: "config",
    message: /departement/,
    cure: /Correct the attribute name/,
  });
});

for (const link of ["https://graph.example.com/v1.0/users?page=2", "http://127.0.0.1/v1.0/users", "%20"]) {
  test(`read() refuses a next page at ${link} and sends no token there`, async () => {
    const urls: string[] = [];
    const body = JSON.stringify({ value: [], "@odata.nextLink": link });
    const source = tenant.source({
      wrap: answering((url) => {
        urls.push(url);
        return url.includes("/appRoleAssignedTo") ? { status: 200, body } : null;
      }),
    });
    await assert.rejects(readAll(source), { code: "sourceIncomplete", message: /^Cannot follow a link to / });
    const { graphUrl, authorityUrl } = tenant.sandbox;
    assert.ok(urls.every((url) => url.startsWith(`${graphUrl}/`) || url.startsWith(`${authorityUrl}/`)));
  });
}

test("read() follows no redirection", async () => {
  const headers = { location: "https://graph.example.com/v1.0/me" };
  const source = tenant.source({
    wrap: answering((url) =>
      url.includes("/servicePrincipals") ? { status: 302, headers, body: "" } : null,
    ),
  });
  await assert.rejects(readAll(source), { code: "sourceIncomplete", message: /answers 302$/ });
});

test("read() stops at a list whose next page is the page itself", async () => {
  const source = tenant.source({
    wrap: answering((url) =>
      url.includes("/appRoleAssignedTo") && url.includes("next=1")
        ? { status: 200, body: JSON.stringify({ value: [], "@odata.nextLink": url }) }
        : url.includes("/appRoleAssignedTo")
          ? { status: 200, body: JSON.stringify({ value: [], "@odata.nextLink": `${url}&next=1` }) }
          : null,
    ),
  });
  await assert.rejects(readAll(source), { code: "sourceIncomplete" });
});

test("read() stops at a member that does not say what it is", async () => {
  const body = JSON.stringify({ value: [{ id: "1" }] });
  const source = tenant.source({
    wrap: answering((url) => (url.includes("/members") ? { status: 200, body } : null)),
  });
  await assert.rejects(readAll(source), { code: "sourceIncomplete", message: /members with @odata.type/ });
});

test("read() leaves out whom a group may hide, and says so", async () => {
  const all = await tenant.sandbox.control("tenant");
  const groups = (all as { groups: { id: string; properties: { displayName: string } }[] }).groups;
  const assigned = ofKind(undisturbed, "assignment").find(({ principalType }) => principalType === "Group");
  const group = groups.find(({ id }) => id === assigned?.principalId);
  const permissions = ["Application.Read.All", "User.Read.All", "GroupMember.Read.All", "Member.Read.Hidden"];
  await tenant.change([
    { kind: "settings", settings: { permissions } },
    { kind: "updateGroup", id: group?.id, properties: { visibility: "HiddenMembership" } },
  ]);
  const empty = JSON.stringify({ value: [] });
  const hidden = answering((url) =>
    url.includes(`/groups/${group?.id}/members`) ? { status: 200, body: empty } : null,
  );
  const unshown = await readAll(tenant.source({ wrap: hidden }));
  const shown = await readAll(tenant.source());
  await tenant.change({ kind: "settings", settings: { permissions: permissions.slice(0, 3) } });
  const refused = await readAll(tenant.source());
  await tenant.change({ kind: "updateGroup", id: group?.id, properties: { visibility: null } });
  for (const { records, end } of [unshown, refused]) {
    assert.deepEqual(end.doubts, []);
    assert.deepEqual(end.warnings, [
      `the group "${group?.properties.displayName}" hides its members: nobody new gets access through it, who is known keeps it: grant Member.Read.Hidden with admin consent`,
    ]);
    assert.deepEqual(ofKind(records, "hiddenMembers"), [{ kind: "hiddenMembers", groupId: group?.id }]);
    assert.ok(ofKind(records, "members").every(({ groupId }) => groupId !== group?.id));
  }
  assert.deepEqual(shown.end.warnings, []);
  assert.deepEqual(ofKind(shown.records, "hiddenMembers"), []);
});

test("read() ends at once when it is aborted while it waits", async () => {
  await tenant.fault({ graph: [{ kind: "status", status: 429, retryAfter: "60" }] });
  const controller = new AbortController();
  const reading = tenant.source().read(readOptions({ signal: controller.signal }));
  setTimeout(() => controller.abort(new Error("enough")), 200);
  await assert.rejects(reading.next(), /enough/);
});

test("read() can be left at any page", async () => {
  await tenant.change({ kind: "settings", settings: { maxPageSize: 4 } });
  await tenant.fault({ graph: [{ kind: "status", status: 403, path: "/members", after: 2 }] });
  await using source = tenant.source();
  const reading = source.read(readOptions());
  for (let page = 0; page < 9; page += 1) await reading.next();
  const left = await reading.return({ complete: false, doubts: [], warnings: [], watermark: null });
  assert.equal(left.done, true);
});

test("read() says that Graph cannot be reached", async () => {
  const source = tenant.source({ config: { graphUrl: "https://127.0.0.1:1" } });
  await assert.rejects(readAll(source), {
    code: "unreachable",
    message: "Cannot get an answer from https://127.0.0.1:1: connection refused",
  });
});

/** Answers some requests itself and hands on all others. */
function answering(
  answer: (url: string) => (Partial<HttpResponse> & { status: number; body: string }) | null,
): (http: HttpClient) => HttpClient {
  return (http) => ({
    ...http,
    request: async (request) => {
      const own = answer(request.url);
      return own === null ? await http.request(request) : { headers: {}, ...own };
    },
  });
}
