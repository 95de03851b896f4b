import { TransportError } from "../../http/transport-error.ts";
import { StopError } from "../../rules/stop-error.ts";
import { isRow } from "./row.ts";

/** The application permissions that reading a directory needs, by what they open. */
export const permissions = {
  application: "Application.Read.All",
  users: "User.Read.All",
  groups: "GroupMember.Read.All",
  /** Besides the others, where groups hide their members. */
  hiddenMembers: "Member.Read.Hidden",
} as const;

/** What a request is for, and what it needs. */
export type Purpose = {
  /** Follows "Cannot": "read the assignments". */
  readonly action: string;
  readonly permission: string;
};

/** What an answer of Graph that is not the expected one means for the cycle. */
export function graphFault(
  { status, body }: { status: number; body: unknown },
  { action, permission }: Purpose,
): StopError {
  const { code, message } = errorOf(body);
  const said = `Microsoft Graph answers ${status}${code === "" ? "" : ` ${code}`}${message === "" ? "" : `: ${message}`}`;
  const text = `Cannot ${action} as ${said}`;
  if (status === 401) {
    const cure =
      "Check source.tenantId, source.cloud and this machine's clock: the token is good for another place or time";
    return new StopError("credentials", text, { cure });
  }
  if (status === 403) return new StopError("permission", text, { cure: grant(permission) });
  if (status === 408 || status === 429 || status >= 500) {
    const cure = "Wait: the next cycle tries again. If it lasts, look at the service health of Microsoft 365";
    return new StopError("unreachable", text, { cure });
  }
  if (status === 400 && message.includes("Could not find a property")) {
    const cure = "Correct the attribute name in the mappings or filters of the job";
    return new StopError("config", text, { cure });
  }
  return new StopError("sourceIncomplete", text, {
    cure: "Run the cycle again; a partial read is never used",
  });
}

/**
 * What the refusal to open a change feed means. Where a tenant has none, Graph's documents do not say how it
 * tells.
 */
export function changeFeedFault(answer: { status: number; body: unknown }, purpose: Purpose): StopError {
  const fault = graphFault(answer, purpose);
  const refused = fault.code === "sourceIncomplete" || answer.status === 501;
  if (!refused || errorOf(answer.body).code === "") return fault;
  return new StopError("sourceMissing", fault.message, {
    cure: "Use a workforce tenant: Microsoft Graph has no change feeds (delta queries) of Azure AD B2C tenants and of external tenants of Entra External ID",
  });
}

/** Graph itself says that there is no such thing: a 404 of something on the way proves nothing. */
export function isNotFound({ status, body }: { status: number; body: unknown }): boolean {
  return status === 404 && errorOf(body).code !== "";
}

/**
 * The position in a change feed is not known any more: only a new chain helps. The documents spell the code
 * in several ways, and a reset of the service is a 410 whatever its code.
 */
export function isPositionLost({ status, body }: { status: number; body: unknown }): boolean {
  return status === 410 || (status >= 400 && codesOf(body).some((code) => lostPosition.has(code)));
}

/** A link to a page is too old: what it belongs to is read again from its beginning. */
export function isExpiredPage({ status, body }: { status: number; body: unknown }): boolean {
  return status >= 400 && codesOf(body).includes("directory_expiredpagetoken");
}

/** A 200 whose body is not what it should be. */
export function unexpectedBody(body: unknown, { action }: Purpose, expected: string): StopError {
  const got = body === undefined ? "something that is not JSON" : "other JSON";
  return new StopError(
    "sourceIncomplete",
    `Cannot ${action} as the answer should be ${expected}: got ${got}`,
    {
      cure: "Run the cycle again. If it lasts, check source.graphUrl and the proxy on the way to Microsoft Graph",
    },
  );
}

/** A link that leads away from Graph; the token stays at home. */
export function foreignLink(url: string, origin: string): StopError {
  const to = URL.parse(url)?.origin ?? "a place that is no URL";
  return new StopError(
    "sourceIncomplete",
    `Cannot follow a link to ${to} as Microsoft Graph is at ${origin}`,
    {
      cure: "Check source.graphUrl: what stands between here and Microsoft Graph must give links to itself",
    },
  );
}

export function grant(permission: string): string {
  return `Grant the app registration the application permission ${permission} and give admin consent`;
}

/** Turns what kept an answer from arriving into what stops a cycle; other errors are returned as they are. */
export function asStopError(error: unknown): unknown {
  if (!(error instanceof TransportError)) return error;
  const cure =
    error.fault === "certificate"
      ? "Set http.ca to the certificate of the authority that signed it"
      : "Check the network, http.proxy, and source.graphUrl and source.authorityUrl if they are set";
  return new StopError("unreachable", error.message, { cure, cause: error });
}

const lostPosition: ReadonlySet<string> = new Set([
  "syncstatenotfound",
  "resyncrequired",
  "resyncapplydifferences",
  "resyncuploaddifferences",
]);

/** The codes of an error and of those inside it, in lower case. */
function codesOf(body: unknown): readonly string[] {
  const codes: string[] = [];
  let error: unknown = isRow(body) ? body["error"] : null;
  while (isRow(error)) {
    const { code, innerError, innererror } = error;
    if (typeof code === "string") codes.push(code.toLowerCase());
    error = innerError ?? innererror;
  }
  return codes;
}

/** Graph's error envelope; empty texts where there is none. */
function errorOf(body: unknown): { code: string; message: string } {
  const error = isRow(body) ? body["error"] : null;
  if (!isRow(error)) return { code: "", message: "" };
  const { code, message } = error;
  return { code: typeof code === "string" ? code : "", message: typeof message === "string" ? message : "" };
}
