import { Hono } from "hono";
import { answerCount, answerList, answerOne, permitted } from "./answer.ts";
import { createDelta } from "./delta/delta.ts";
import type { Directory } from "./directory.ts";
import type { DirectoryUser } from "./directory-object.ts";
import { readFilter } from "./filter.ts";
import { GraphError, notFound } from "./graph-error.ts";
import { entitySet, type Query, readQuery } from "./query.ts";
import { render, renderTyped } from "./render.ts";
import { isLimited } from "./limited.ts";
import type { Tenant } from "./tenant.ts";
import { outsideProperties } from "./user-properties.ts";

/** Rows of the largest page where something is expanded. */
const expandedLimit = 100;

/** `/users`. */
export function createUsers(tenant: Tenant): Hono {
  const app = new Hono();
  app.use(permitted(tenant, "User.Read.All"));
  app.route("/", createDelta(tenant, "user"));

  app.get("/", (context) => {
    const query = readQuery(context.req.raw);
    refuseOutside(query);
    return answerList({ context, tenant }, present(query), {
      metadata: entitySet("users", query),
      page: { query, limit: query.manager === null ? 999 : expandedLimit },
      render: (user) => expanded(user, query),
    });
  });

  app.get("/$count", (context) => answerCount(context, present(readQuery(context.req.raw)).length));

  app.get("/:id", (context) => {
    const query = readQuery(context.req.raw);
    const user = find(context.req.param("id"), tenant.replica("users"));
    return answerOne(context, `${entitySet("users", query)}/$entity`, expanded(user, query));
  });

  app.get("/:id/manager", (context) => {
    const { select } = readQuery(context.req.raw);
    const manager = managerOf(find(context.req.param("id"), tenant.replica("managers")).id);
    if (manager === null) throw notFound("manager");
    const options = { select, limited: isLimited(tenant, manager) };
    return answerOne(context, "directoryObjects/$entity", renderTyped(manager, options));
  });

  app.get("/:id/directReports", (context) => {
    const query = readQuery(context.req.raw);
    const directory = tenant.replica("managers");
    const manager = find(context.req.param("id"), directory);
    const reports = directory
      .users()
      .filter(({ managerId, deletedDateTime }) => managerId === manager.id && deletedDateTime === null);
    return answerList({ context, tenant }, reports, {
      metadata: "directoryObjects",
      page: { query, limit: 999 },
      render: (user) => renderTyped(user, { select: query.select, limited: isLimited(tenant, user) }),
    });
  });

  function present({ filter: text }: Query): DirectoryUser[] {
    const filter = text === null ? () => true : readFilter(text);
    return tenant
      .replica("users")
      .users()
      .filter((user) => user.deletedDateTime === null)
      .filter((user) => filter((property) => render(user, { select: [property], limited: false })[property]));
  }

  function expanded(user: DirectoryUser, { select, manager }: Query): object {
    const row = render(user, { select, limited: isLimited(tenant, user) });
    const expandedManager = manager === null ? null : managerOf(user.id);
    if (manager === null || expandedManager === null) return row;
    const options = { select: manager.select, limited: isLimited(tenant, expandedManager) };
    return { ...row, manager: renderTyped(expandedManager, options) };
  }

  function managerOf(id: string): DirectoryUser | null {
    const directory = tenant.replica("managers");
    const user = directory.object(id);
    const manager =
      user?.type === "user" && user.managerId !== null ? directory.object(user.managerId) : null;
    return manager?.type === "user" && manager.deletedDateTime === null ? manager : null;
  }

  return app;
}

/** By id or by user principal name. */
function find(key: string, directory: Directory): DirectoryUser {
  const named = key.includes("@")
    ? directory.users().find((user) => hasName(user, key))
    : directory.object(key);
  if (named?.type !== "user" || named.deletedDateTime !== null) throw notFound(key);
  return named;
}

function refuseOutside({ select }: Query): void {
  const outside = select?.find((name) => outsideProperties.has(name));
  if (outside === undefined) return;
  throw new GraphError(
    501,
    "NotImplemented",
    `The property '${outside}' cannot be read from a list of users.`,
  );
}

function hasName({ properties, deletedDateTime }: DirectoryUser, name: string): boolean {
  const own = properties["userPrincipalName"];
  return deletedDateTime === null && typeof own === "string" && own.toLowerCase() === name.toLowerCase();
}
