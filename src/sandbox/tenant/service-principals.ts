import { type Context, Hono } from "hono";
import { answerList, answerOne, permitted } from "./answer.ts";
import type { Assignment, ServicePrincipal } from "./directory-object.ts";
import { readFilter } from "./filter.ts";
import { notFound } from "./graph-error.ts";
import { type Query, readQuery } from "./query.ts";
import type { Tenant } from "./tenant.ts";

const largestTop = 999;
/** How many assignments showed without `$top` in 2021. */
const shownWithoutTop = 10;

/** `/servicePrincipals`, which is one: the application that people are assigned to. */
export function createServicePrincipals(tenant: Tenant): Hono {
  const app = new Hono();
  const { directory } = tenant;
  const byAppId = "/:key{servicePrincipals\\(appId='[^']*'\\)}";
  for (const path of ["/servicePrincipals/*", "/servicePrincipals", byAppId, `${byAppId}/*`]) {
    app.use(path, permitted(tenant, "Application.Read.All"));
  }

  app.get("/servicePrincipals", (context) => {
    const query = readQuery(context.req.raw);
    const filter = query.filter === null ? () => true : readFilter(query.filter);
    const { servicePrincipal } = directory;
    const all = servicePrincipal === null ? [] : [servicePrincipal];
    return answerList(
      { context, tenant },
      all.filter((row) => filter((property) => shown(row)[property])),
      {
        metadata: "servicePrincipals",
        page: { query, limit: largestTop },
        render: (row) => selected(shown(row), query),
      },
    );
  });
  app.get("/servicePrincipals/:id", (context) => one(context, byId(context.req.param("id"))));
  app.get("/servicePrincipals/:id/appRoleAssignedTo", (context) =>
    assignedTo(context, byId(context.req.param("id"))),
  );
  app.get(byAppId, (context) => one(context, byKey(context.req.param("key"))));
  app.get(`${byAppId}/appRoleAssignedTo`, (context) => assignedTo(context, byKey(context.req.param("key"))));

  function byId(id: string): ServicePrincipal {
    const { servicePrincipal } = directory;
    if (servicePrincipal?.id !== id) throw notFound(id);
    return servicePrincipal;
  }

  function byKey(key: string): ServicePrincipal {
    const appId = key.split("'")[1] ?? "";
    const { servicePrincipal } = directory;
    if (servicePrincipal?.appId !== appId) throw notFound(appId);
    return servicePrincipal;
  }

  function assignedTo(context: Context, servicePrincipal: ServicePrincipal): Response {
    const query = readQuery(context.req.raw);
    const cut = tenant.settings.assignmentsNeedTop && query.top !== largestTop;
    const rows = directory
      .assignments()
      .filter(isListed)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return answerList({ context, tenant }, cut ? rows.slice(0, shownWithoutTop) : rows, {
      metadata: `servicePrincipals('${servicePrincipal.id}')/appRoleAssignedTo`,
      page: { query, limit: largestTop },
      render: (row) => selected(assignmentRow(row, servicePrincipal), query),
    });
  }

  function isListed({ principalId }: Assignment): boolean {
    const deleted = directory.object(principalId)?.deletedDateTime !== null;
    return !deleted || tenant.settings.deletedAssignments === "listed";
  }

  function assignmentRow(row: Assignment, { id, properties }: ServicePrincipal): Record<string, unknown> {
    const principal = directory.object(row.principalId);
    const types = {
      user: "User",
      group: "Group",
      device: "ServicePrincipal",
      servicePrincipal: "ServicePrincipal",
    };
    return {
      id: row.id,
      deletedDateTime: null,
      appRoleId: row.appRoleId,
      createdDateTime: row.createdDateTime,
      principalDisplayName: principal?.properties["displayName"] ?? null,
      principalId: row.principalId,
      principalType: types[principal?.type ?? "user"],
      resourceDisplayName: properties["displayName"] ?? null,
      resourceId: id,
    };
  }

  return app;
}

function one(context: Context, servicePrincipal: ServicePrincipal): Response {
  const row = selected(shown(servicePrincipal), readQuery(context.req.raw));
  return answerOne(context, "servicePrincipals/$entity", row);
}

function shown({ id, appId, properties }: ServicePrincipal): Record<string, unknown> {
  return { id, appId, deletedDateTime: null, ...properties };
}

function selected(row: Record<string, unknown>, { select }: Query): object {
  return select === null
    ? row
    : Object.fromEntries(Object.entries(row).filter(([name]) => select.includes(name)));
}
