import { Hono } from "hono";
import { answerList, answerOne, permitted } from "./answer.ts";
import type { DirectoryUser } from "./directory-object.ts";
import { readFilter } from "./filter.ts";
import { GraphError, notFound } from "./graph-error.ts";
import { type Query, readQuery } from "./query.ts";
import { render, renderTyped } from "./render.ts";
import { isLimited } from "./limited.ts";
import type { Tenant } from "./tenant.ts";
import { outsideProperties } from "./user-properties.ts";

/** Rows of the largest page where something is expanded. */
const expandedLimit = 100;

/** `/users`. */
export function createUsers(tenant: Tenant): Hono {
  const app = new Hono();
  const { directory } = tenant;
  app.use(permitted(tenant, "User.Read.All"));

  app.get("/", (context) => {
    const query = readQuery(context.req.raw);
    refuseOutside(query);
    const filter = query.filter === null ? () => true : readFilter(query.filter);
    const present = directory
      .users()
      .filter((user) => user.deletedDateTime === null)
      .filter((user) => filter((property) => render(user, { select: [property], limited: false })[property]));
    return answerList({ context, tenant }, present, {
      metadata: query.select === null ? "users" : `users(${query.select.join(",")})`,
      page: { query, limit: query.manager === null ? 999 : expandedLimit },
      render: (user) => expanded(user, query),
    });
  });

  app.get("/:id", (context) => {
    const query = readQuery(context.req.raw);
    const user = find(context.req.param("id"));
    const metadata = query.select === null ? "users" : `users(${query.select.join(",")})`;
    return answerOne(context, `${metadata}/$entity`, expanded(user, query));
  });

  app.get("/:id/manager", (context) => {
    const { select } = readQuery(context.req.raw);
    const manager = managerOf(find(context.req.param("id")));
    if (manager === null) throw notFound("manager");
    const options = { select, limited: isLimited(tenant, manager) };
    return answerOne(context, "directoryObjects/$entity", renderTyped(manager, options));
  });

  function expanded(user: DirectoryUser, { select, manager }: Query): object {
    const row = render(user, { select, limited: isLimited(tenant, user) });
    const expandedManager = manager === null ? null : managerOf(user);
    if (manager === null || expandedManager === null) return row;
    const options = { select: manager.select, limited: isLimited(tenant, expandedManager) };
    return { ...row, manager: renderTyped(expandedManager, options) };
  }

  /** By id or by user principal name. */
  function find(key: string): DirectoryUser {
    const named = key.includes("@")
      ? directory.users().find((user) => hasName(user, key))
      : directory.object(key);
    if (named?.type !== "user" || named.deletedDateTime !== null) throw notFound(key);
    return named;
  }

  function managerOf({ managerId }: DirectoryUser): DirectoryUser | null {
    const manager = managerId === null ? null : directory.object(managerId);
    return manager?.type === "user" && manager.deletedDateTime === null ? manager : null;
  }

  return app;
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
