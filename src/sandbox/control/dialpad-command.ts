import { z } from "zod";
import type { Dialpad } from "../dialpad/dialpad.ts";
import { dialpadOptionsSchema } from "../dialpad/options.ts";
import { given } from "./given.ts";

/** What the company's administrators do. */
export const dialpadCommandSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("options"), options: dialpadOptionsSchema.partial() }),
  /** `expiresAt`: milliseconds since the epoch. */
  z.strictObject({
    kind: z.literal("key"),
    key: z.string(),
    state: z
      .strictObject({ admin: z.boolean(), revoked: z.boolean(), expiresAt: z.number().nullable() })
      .partial(),
  }),
  /** By hand; `active` is also what accepting an invitation does. */
  z.strictObject({ kind: z.literal("state"), id: z.string(), state: z.enum(["active", "suspended"]) }),
]);

export type DialpadCommand = z.infer<typeof dialpadCommandSchema>;

export function commandDialpad({ accounts, keys }: Dialpad, command: DialpadCommand): void {
  switch (command.kind) {
    case "options":
      accounts.options = { ...accounts.options, ...given(command.options) };
      return;
    case "key":
      keys.set(command.key, given(command.state));
      return;
    case "state":
      accounts.setState(command.id, command.state);
      return;
  }
}
