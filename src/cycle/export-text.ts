import type { Operation } from "../rules/operation.ts";
import type { Written } from "./written.ts";

type Done = Written & { readonly kind: "done" };

/** What the log says of a write that went well. */
export function exportText(written: Done): string {
  if (written.found === "created")
    return `${written.targetId} is there although no answer came: looked at again`;
  if (written.found === "before")
    return `the target has ${written.targetId} already: linked, and looked at again`;
  const waits = written.unresolved.length > 0 ? "; a reference waits for the object it names" : "";
  return written.sent
    ? `written to ${written.targetId}${waits}`
    : `${written.targetId} agrees already${waits}`;
}

/** What is told of a creation that a look right afterwards does not show. */
export function unseenText({ kind }: Pick<Operation, "kind">, { targetId }: Done): string {
  return `the target has confirmed the ${kind} and does not show ${targetId} yet: it is looked at again`;
}
