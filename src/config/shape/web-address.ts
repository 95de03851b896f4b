import { isLoopback } from "../../http/loopback.ts";

/** What an objection says besides the rule. */
export type AddressHints = {
  readonly example: string;
  /** Why no user name is needed. */
  readonly withoutUser: string;
};

const endHints: AddressHints = {
  example: "https://example.com/scim",
  withoutUser: "use the keys of its credential",
};

/**
 * Says what an address of the directory or the target should be instead; null when it may be used. Secrets
 * travel to it: plain http is for this machine only.
 */
export function objectionTo(address: string, hints = endHints): string | null {
  const url = URL.parse(address);
  if (url === null) return `should be a web address such as ${hints.example}`;
  if (url.username !== "" || url.password !== "") {
    return `should carry no user name or password: ${hints.withoutUser}`;
  }
  if (url.hash !== "") return `should not end in "${url.hash}"`;
  if (url.protocol === "https:") return null;
  if (url.protocol !== "http:") return `should start with https:, not ${url.protocol}`;
  if (isLoopback(url.hostname)) return null;
  return `should start with https: plain http is allowed to this machine only, not to ${url.hostname}`;
}
