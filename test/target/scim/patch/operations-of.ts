import { dialects, type PatchChoices } from "../../../../src/config/profiles/patch-choices.ts";
import type { Attributes } from "../../../../src/rules/directory.ts";
import { editsOf } from "../../../../src/target/scim/patch/edits.ts";
import { patchBodies, type PatchOperation } from "../../../../src/target/scim/patch/patch-body.ts";
import type { ResolvedChange } from "../../../../src/target/target.ts";

/** What a PATCH of the changes does, in as many requests as that takes. */
export function operationsOf(
  changes: readonly ResolvedChange[],
  { current = null, ...chosen }: { current?: Attributes | null } & Partial<PatchChoices> = {},
): readonly PatchOperation[] {
  const choices = { ...dialects.rfc7644, ...chosen };
  return patchBodies(editsOf(changes, { current, choices }), choices).flatMap(({ Operations }) => Operations);
}
