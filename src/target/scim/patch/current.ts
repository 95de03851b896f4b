import type { HttpResponse } from "../../../http/message.ts";
import type { Attributes } from "../../../rules/directory.ts";
import type { ObjectWrite } from "../../target.ts";
import { readResource } from "../answer.ts";
import { askResource } from "../ask.ts";
import { type Line, withoutMembers } from "../line.ts";
import { withoutAssigned } from "./assigned.ts";
import { versionOf } from "./version.ts";

export type Update = ObjectWrite & { readonly kind: "update" };

/** A resource as it was read in the course of a write. */
export type Current = {
  readonly attributes: Attributes;
  /** For `If-Match`; null where the application gives none. */
  readonly version: string | null;
};

/** How a write reads. `refused`: the version of a write that was answered with 412. */
export type Reading = { readonly signal: AbortSignal; readonly refused: string | null };

/** The resource without the members of groups; null where nothing is there. */
export async function readCurrent(
  line: Line,
  { type, id }: Pick<Update, "type" | "id">,
  reading: Reading,
): Promise<Current | null> {
  const url = line.endpoint.resource(type, id, withoutMembers(type));
  const { signal } = reading;
  return currentOf(
    line,
    await askResource(line.connection, { action: `read the ${type}`, url, signal }),
    reading,
  );
}

export function currentOf(
  line: Line,
  response: HttpResponse | null,
  { refused }: Pick<Reading, "refused">,
): Current | null {
  if (response === null) return null;
  const { attributes } = readResource(response);
  const version = versionOf(line, response, attributes);
  const own = withoutAssigned(attributes, line.serverAssigned);
  if (version === null || version !== refused) return { attributes: own, version };
  // Refused and still current: whatever the server compares, it is not this.
  line.capabilities.learn({ etag: false });
  return { attributes: own, version: null };
}
