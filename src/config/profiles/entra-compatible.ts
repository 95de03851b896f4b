import { generic } from "./generic.ts";
import { dialects } from "./patch-choices.ts";
import type { Profile } from "./profile.ts";

/** An application whose SCIM server was made for Entra's own service, and tried with nothing else. */
export const entraCompatible: Profile = {
  ...generic,
  name: "entra-compatible",
  patch: dialects.entra,
};
