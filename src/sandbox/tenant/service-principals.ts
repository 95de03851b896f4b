import { type Context, Hono } from "hono";
import { answerList, answerOne, permitted } from "./answer.ts";
import type { Directory } from "./directory.ts";
import type { Assignment, DirectoryObject, ServicePrincipal } from "./directory-object.ts";
import { readFilter } from "./filter.ts";
import { notFound } from "./graph-error.ts";
import { entitySet, type Query, readQuery } from "./query.ts";
import type { Tenant } from "./tenant.ts";

const largestTop = 999;
/** How many assignments showed without `$top` in 2021. */
const shownWithoutTop = 10;
const principalTypes = {
  user: "User",
  group: "Group",
  device: "ServicePrincipal",
  servicePrincipal: "ServicePrincipal",
};

/** `/servicePrincipals`, which is one: the application that people are assigned to. */
export function createServicePrincipals(tenant: Tenant): Hono {
  const app = new Hono();
  const byAppId = "/:key{servicePrincipals\\(appId='[^']*'\\)}";
  for (const path of ["/servicePrincipals/*", "/servicePrincipals", byAppId, `${byAppId}/*`]) {
    app.use(path, permitted(tenant, "Application.Read.All"));
  }

  app.get("/servicePrincipals", (context) => {
    const query = readQuery(context.req.raw);
    const filter = query.filter === null ? () => true : readFilter(query.filter);
    const { servicePrincipal } = tenant.replica("servicePrincipals");
    const all = servicePrincipal === null ? [] : [servicePrincipal];
    return answerList(
      { context, tenant },
      all.filter((row) => filter((property) => shown(row)[property])),
      {
        metadata: entitySet("servicePrincipals", query),
        page: { query, limit: largestTop },
        render: (row) => selected(shown(row), query),
      },
    );
  });
  app.get("/servicePrincipals/:id", (context) =>
    one(context, byId(context.req.param("id"), tenant.replica("servicePrincipals"))),
  );
  app.get("/servicePrincipals/:id/appRoleAssignedTo", (context) =>
    assignedTo(context, byId(context.req.param("id"), tenant.replica("assignments"))),
  );
  app.get(byAppId, (context) =>
    one(context, byKey(context.req.param("key"), tenant.replica("servicePrincipals"))),
  );
  app.get(`${byAppId}/appRoleAssignedTo`, (context) =>
    assignedTo(context, byKey(context.req.param("key"), tenant.replica("assignments"))),
  );

  function assignedTo(context: Context, servicePrincipal: ServicePrincipal): Response {
    const query = readQuery(context.req.raw);
    const directory = tenant.replica("assignments");
    const cut = tenant.settings.assignmentsNeedTop && query.top !== largestTop;
    const rows = directory
      .assignments()
      .filter(({ principalId }) => isListed(directory.object(principalId)))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return answerList({ context, tenant }, cut ? rows.slice(0, shownWithoutTop) : rows, {
      metadata: `servicePrincipals('${servicePrincipal.id}')/appRoleAssignedTo`,
      page: { query, limit: largestTop },
      render: (row) => {
        const principal = directory.object(row.principalId);
        return selected(assignmentRow(row, { principal, servicePrincipal }), query);
      },
    });
  }

  function isListed(principal: DirectoryObject | null): boolean {
    return principal?.deletedDateTime === null || tenant.settings.deletedAssignments === "listed";
  }

  return app;
}

function byId(id: string, { servicePrincipal }: Directory): ServicePrincipal {
  if (servicePrincipal?.id !== id) throw notFound(id);
  return servicePrincipal;
}

function byKey(key: string, { servicePrincipal }: Directory): ServicePrincipal {
  const appId = key.split("'")[1] ?? "";
  if (servicePrincipal?.appId !== appId) throw notFound(appId);
  return servicePrincipal;
}

type Ends = { readonly principal: DirectoryObject | null; readonly servicePrincipal: ServicePrincipal };

function assignmentRow(row: Assignment, { principal, servicePrincipal }: Ends): Record<string, unknown> {
  return {
    id: row.id,
    deletedDateTime: null,
    appRoleId: row.appRoleId,
    createdDateTime: row.createdDateTime,
    principalDisplayName: principal?.properties["displayName"] ?? null,
    principalId: row.principalId,
    principalType: principalTypes[principal?.type ?? "user"],
    resourceDisplayName: servicePrincipal.properties["displayName"] ?? null,
    resourceId: servicePrincipal.id,
  };
}

function one(context: Context, servicePrincipal: ServicePrincipal): Response {
  const query = readQuery(context.req.raw);
  const row = selected(shown(servicePrincipal), query);
  return answerOne(context, `${entitySet("servicePrincipals", query)}/$entity`, row);
}

function shown({ id, appId, properties }: ServicePrincipal): Record<string, unknown> {
  return { id, appId, deletedDateTime: null, ...properties };
}

function selected(row: Record<string, unknown>, { select }: Query): object {
  return select === null
    ? row
    : Object.fromEntries(Object.entries(row).filter(([name]) => select.includes(name)));
}
