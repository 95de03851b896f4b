import { dialpad } from "./dialpad.ts";
import { entraCompatible } from "./entra-compatible.ts";
import { generic } from "./generic.ts";
import type { Profile } from "./profile.ts";

const profiles: ReadonlyMap<string, Profile> = new Map(
  [generic, entraCompatible, dialpad].map((profile) => [profile.name, profile]),
);

export function findProfile(name: string): Profile | null {
  return profiles.get(name) ?? null;
}

export function profileNames(): readonly string[] {
  return [...profiles.keys()];
}
