import { type Context, Hono } from "hono";
import { answerCount, answerList, answerOne, permitted } from "./answer.ts";
import { createDelta } from "./delta/delta.ts";
import type { Directory } from "./directory.ts";
import type { DirectoryGroup, DirectoryObject } from "./directory-object.ts";
import { readFilter } from "./filter.ts";
import { GraphError, notFound, unsupportedQuery } from "./graph-error.ts";
import { hasHiddenMembers, isLimited } from "./limited.ts";
import { entitySet, readQuery } from "./query.ts";
import { render, renderTyped } from "./render.ts";
import type { Tenant } from "./tenant.ts";

/** `/groups`. */
export function createGroups(tenant: Tenant): Hono {
  const app = new Hono();
  app.use(permitted(tenant, "GroupMember.Read.All", "Group.Read.All"));
  app.route("/", createDelta(tenant, "group"));

  app.get("/", (context) => {
    const query = readQuery(context.req.raw);
    const filter = query.filter === null ? () => true : readFilter(query.filter);
    const matching = tenant
      .replica("groups")
      .groups()
      .filter((group) => group.deletedDateTime === null)
      .filter((group) =>
        filter((property) => render(group, { select: [property], limited: false })[property]),
      );
    return answerList({ context, tenant }, matching, {
      metadata: entitySet("groups", query),
      page: { query, limit: 999 },
      render: (group) => render(group, { select: query.select, limited: false }),
    });
  });

  app.get("/:id", (context) => {
    const query = readQuery(context.req.raw);
    const group = find(context.req.param("id"), tenant.replica("groups"));
    const row = render(group, { select: query.select, limited: false });
    return answerOne(context, `${entitySet("groups", query)}/$entity`, row);
  });

  for (const [path, membersOf] of [
    ["members", present],
    ["transitiveMembers", transitive],
  ] as const) {
    app.get(`/:id/${path}`, (context) => answerMembers(context, open(context, membersOf)));
    app.get(`/:id/${path}/$count`, (context) => answerCount(context, open(context, membersOf).length));
    app.get(`/:id/${path}/microsoft.graph.user`, (context) => {
      const query = readQuery(context.req.raw);
      if (!query.advanced) {
        throw unsupportedQuery("The request requires $count=true and the header ConsistencyLevel: eventual.");
      }
      const users = open(context, membersOf).filter(({ type }) => type === "user");
      return answerList({ context, tenant }, users, {
        metadata: entitySet("users", query),
        page: { query, limit: 999 },
        render: (user) => render(user, { select: query.select, limited: isLimited(tenant, user) }),
      });
    });
  }

  function answerMembers(context: Context, all: readonly DirectoryObject[]): Response {
    const query = readQuery(context.req.raw);
    return answerList({ context, tenant }, all, {
      metadata: "directoryObjects",
      page: { query, limit: 999 },
      render: (member) => renderTyped(member, { select: query.select, limited: isLimited(tenant, member) }),
    });
  }

  /** In which form Graph refuses a hidden membership is not documented. */
  function open(context: Context, membersOf: typeof present): DirectoryObject[] {
    const directory = tenant.replica("members");
    const group = find(context.req.param("id") ?? "", directory);
    if (!hasHiddenMembers(tenant, group)) return membersOf(group.id, directory);
    if (tenant.settings.hiddenMembers === "empty") return [];
    const message = "Insufficient privileges to read the members of a group with hidden membership.";
    throw new GraphError(403, "Authorization_RequestDenied", message);
  }

  return app;
}

function find(id: string, directory: Directory): DirectoryGroup {
  const group = directory.object(id);
  if (group?.type !== "group" || group.deletedDateTime !== null) throw notFound(id);
  return group;
}

function present(groupId: string, directory: Directory): DirectoryObject[] {
  return directory.members(groupId).filter(({ deletedDateTime }) => deletedDateTime === null);
}

/** Each once, however many ways lead there. */
function transitive(groupId: string, directory: Directory): DirectoryObject[] {
  const found = new Map<string, DirectoryObject>();
  const groups = [groupId];
  for (const id of groups) {
    for (const member of present(id, directory)) {
      if (found.has(member.id)) continue;
      found.set(member.id, member);
      if (member.type === "group") groups.push(member.id);
    }
  }
  return [...found.values()];
}
