import type { WriteResult } from "../../target.ts";
import type { Sent } from "../connection.ts";
import { refusal, statusOf } from "../refusal.ts";

/** What one way of writing came to. */
export type Verdict =
  | WriteResult
  /** Somebody else has written since the resource was read; the version that was sent, null for none. */
  | { readonly kind: "stale"; readonly sent: Sent; readonly version: string | null }
  /** The application does not have the method. */
  | { readonly kind: "unsupported"; readonly sent: Sent };

/** What an answer other than 2xx and 404 to a write means, which may have had a version in `If-Match`. */
export function verdictOn(action: string, sent: Sent, version: string | null): Verdict {
  const status = statusOf(sent);
  if (status === 405 || status === 501) return { kind: "unsupported", sent };
  // 428 (RFC 6585 section 3): a version is demanded.
  if (status === 412 || status === 428) return { kind: "stale", sent, version };
  return refusal(action, sent);
}
