import { patchBodyValidation, scimPatch } from "scim-patch";
import { Messages, Schemas, Types } from "scimmy";
import type { Attributes } from "../../../../src/rules/directory.ts";
import type { PatchBody } from "../../../../src/target/scim/patch/patch-body.ts";

/** Carries PATCH requests out one after the other, as somebody else reads RFC 7644 section 3.5.2. */
export type Engine = (resource: Attributes, bodies: readonly PatchBody[]) => Promise<Attributes>;

export function byScimPatch(resource: Attributes, bodies: readonly PatchBody[]): Promise<Attributes> {
  const patched = structuredClone(bodies).reduce((before: unknown, body) => {
    patchBodyValidation(body as never);
    return scimPatch(before as never, body.Operations as never);
  }, structuredClone(resource));
  return Promise.resolve(patched as Attributes);
}

Schemas.User.definition.extend(Schemas.EnterpriseUser.definition, false);
// Scimmy's own schema of roles allows no type at all.
const roleType = Schemas.User.definition.attribute("roles.type");
if (roleType instanceof Types.Attribute) roleType.config.canonicalValues = false;

export async function byScimmy(resource: Attributes, bodies: readonly PatchBody[]): Promise<Attributes> {
  let patched = resource;
  for (const body of structuredClone(bodies)) {
    const before = new Schemas.User(structuredClone(patched), "out");
    // Undefined where nothing has changed by it.
    const after = await new Messages.PatchOp(body as never).apply(before as never, (instance) => instance);
    patched = after === undefined ? patched : plain(after);
  }
  return patched;
}

/** What is left of a resource that scimmy takes in a PUT: it refuses what its schema does not have. */
export function takenByScimmy(resource: Attributes): Attributes {
  return plain(new Schemas.User(structuredClone(resource), "in"));
}

/** Without what scimmy says of itself. */
function plain(resource: unknown): Attributes {
  const { meta: _meta, ...attributes } = JSON.parse(JSON.stringify(resource)) as Record<string, unknown>;
  return attributes;
}
