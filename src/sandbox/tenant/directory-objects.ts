import { Hono } from "hono";
import { z } from "zod";
import { answerOne, permitted } from "./answer.ts";
import { badRequest } from "./graph-error.ts";
import { isLimited } from "./limited.ts";
import { renderTyped } from "./render.ts";
import type { Tenant } from "./tenant.ts";

const mostIds = 1_000;
const idsSchema = z.object({ ids: z.array(z.string()).min(1), types: z.array(z.string()).optional() });

/** `/directoryObjects`: many objects by their ids; those that are not there are left out without a word. */
export function createDirectoryObjects(tenant: Tenant): Hono {
  const app = new Hono();
  app.use(permitted(tenant, "Directory.Read.All"));

  app.post("/getByIds", async (context) => {
    const { data } = idsSchema.safeParse(await context.req.json());
    if (data === undefined) throw badRequest("The ids cannot be read.");
    if (data.ids.length > mostIds)
      throw badRequest(`Too many ids: no more than ${mostIds} can be asked for.`);
    const directory = tenant.replica("users");
    const found = [...new Set(data.ids)]
      .map((id) => directory.object(id))
      .filter((object) => object !== null);
    const wanted = found.filter(
      ({ type, deletedDateTime }) => deletedDateTime === null && (data.types?.includes(type) ?? true),
    );
    return answerOne(context, "directoryObjects", {
      value: wanted.map((object) =>
        renderTyped(object, { select: null, limited: isLimited(tenant, object) }),
      ),
    });
  });

  return app;
}
