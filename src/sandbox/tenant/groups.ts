import { type Context, Hono } from "hono";
import { answerList, answerOne, permitted } from "./answer.ts";
import type { DirectoryGroup, DirectoryObject } from "./directory-object.ts";
import { readFilter } from "./filter.ts";
import { GraphError, notFound, unsupportedQuery } from "./graph-error.ts";
import { isLimited } from "./limited.ts";
import { readQuery } from "./query.ts";
import { render, renderTyped } from "./render.ts";
import type { Tenant } from "./tenant.ts";

/** `/groups`. */
export function createGroups(tenant: Tenant): Hono {
  const app = new Hono();
  const { directory } = tenant;
  app.use(permitted(tenant, "GroupMember.Read.All", "Group.Read.All"));

  app.get("/", (context) => {
    const query = readQuery(context.req.raw);
    const filter = query.filter === null ? () => true : readFilter(query.filter);
    const matching = directory
      .groups()
      .filter((group) => group.deletedDateTime === null)
      .filter((group) =>
        filter((property) => render(group, { select: [property], limited: false })[property]),
      );
    return answerList({ context, tenant }, matching, {
      metadata: query.select === null ? "groups" : `groups(${query.select.join(",")})`,
      page: { query, limit: 999 },
      render: (group) => render(group, { select: query.select, limited: false }),
    });
  });

  app.get("/:id", (context) => {
    const { select } = readQuery(context.req.raw);
    const group = find(context.req.param("id"));
    const metadata = select === null ? "groups" : `groups(${select.join(",")})`;
    return answerOne(context, `${metadata}/$entity`, render(group, { select, limited: false }));
  });

  app.get("/:id/members", (context) => {
    return members(context, present(findOpen(context.req.param("id")).id));
  });

  app.get("/:id/members/microsoft.graph.user", (context) => {
    if (!readQuery(context.req.raw).advanced) {
      throw unsupportedQuery("The request requires $count=true and the header ConsistencyLevel: eventual.");
    }
    return members(
      context,
      present(findOpen(context.req.param("id")).id).filter(({ type }) => type === "user"),
    );
  });

  app.get("/:id/transitiveMembers", (context) => {
    return members(context, [...transitive(findOpen(context.req.param("id")).id, new Map()).values()]);
  });

  function members(context: Context, all: readonly DirectoryObject[]): Response {
    const query = readQuery(context.req.raw);
    return answerList({ context, tenant }, all, {
      metadata: "directoryObjects",
      page: { query, limit: 999 },
      render: (member) => renderTyped(member, { select: query.select, limited: isLimited(tenant, member) }),
    });
  }

  function find(id: string): DirectoryGroup {
    const group = directory.object(id);
    if (group?.type !== "group" || group.deletedDateTime !== null) throw notFound(id);
    return group;
  }

  /** In which form Graph refuses a hidden membership is not documented. */
  function findOpen(id: string): DirectoryGroup {
    const group = find(id);
    const hidden = group.properties["visibility"] === "HiddenMembership";
    if (!hidden || tenant.settings.permissions.includes("Member.Read.Hidden")) return group;
    const message = "Insufficient privileges to read the members of a group with hidden membership.";
    throw new GraphError(403, "Authorization_RequestDenied", message);
  }

  function present(groupId: string): DirectoryObject[] {
    return directory.members(groupId).filter(({ deletedDateTime }) => deletedDateTime === null);
  }

  function transitive(groupId: string, found: Map<string, DirectoryObject>): Map<string, DirectoryObject> {
    for (const member of present(groupId)) {
      if (found.has(member.id)) continue;
      found.set(member.id, member);
      if (member.type === "group") transitive(member.id, found);
    }
    return found;
  }

  return app;
}
