import { Hono } from "hono";
import { answerList, answerOne, permitted } from "./answer.ts";
import type { DirectoryObject } from "./directory-object.ts";
import { badRequest, notFound } from "./graph-error.ts";
import { entitySet, readQuery } from "./query.ts";
import { render, renderTyped } from "./render.ts";
import type { Tenant } from "./tenant.ts";

/** `/directory/deletedItems`: what was deleted and can be restored. */
export function createDeletedItems(tenant: Tenant): Hono {
  const app = new Hono();

  app.get("/", () => {
    throw badRequest(
      "The list of deleted items needs a type: microsoft.graph.user or microsoft.graph.group.",
    );
  });
  for (const [type, permission] of [
    ["user", "User.Read.All"],
    ["group", "Group.Read.All"],
  ] as const) {
    app.get(`/microsoft.graph.${type}`, permitted(tenant, permission), (context) => {
      const query = readQuery(context.req.raw);
      const directory = tenant.replica("deletedItems");
      const all: DirectoryObject[] = type === "user" ? directory.users() : directory.groups();
      return answerList({ context, tenant }, all.filter(isDeleted), {
        metadata: entitySet(`${type}s`, query),
        page: { query, limit: 999 },
        render: (object) => render(object, { select: query.select, limited: false }),
      });
    });
  }
  app.get("/:id", permitted(tenant, "User.Read.All", "Group.Read.All"), (context) => {
    const { select } = readQuery(context.req.raw);
    const id = context.req.param("id");
    const object = tenant.replica("deletedItems").object(id);
    if (object === null || !isDeleted(object)) throw notFound(id);
    return answerOne(context, "directoryObjects/$entity", renderTyped(object, { select, limited: false }));
  });

  return app;
}

function isDeleted({ deletedDateTime }: DirectoryObject): boolean {
  return deletedDateTime !== null;
}
