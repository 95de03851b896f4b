import { hash } from "node:crypto";
import type { Digest } from "../rules/weigh-changes.ts";

/** 60 bits: enough to tell two values apart, and the same value of two people has two digests. */
const length = 10;

/** Digests of the values of one object. */
export function valueDigest(sourceId: string): Digest {
  return (path, value) => hash("sha256", JSON.stringify([sourceId, path, value]), "base64").slice(0, length);
}
