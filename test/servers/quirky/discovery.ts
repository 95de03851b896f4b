import { type Answer, failure } from "./answer.ts";
import type { Quirks } from "./quirks.ts";

/** What the server says of itself (RFC 7643 section 5). */
export function discoveryOf(quirks: Quirks, path: string): Answer {
  switch (quirks.discovery) {
    case "absent":
      return failure(quirks, 404, { detail: `No ${path}` });
    case "page":
      return { status: 200, body: "<html><body>Sign in</body></html>" };
    case "odd":
      return {
        status: 200,
        body: { patch: "yes", filter: null, Resources: [null, 7, { attributes: {} }], more: [] },
      };
    case "lies":
    case undefined:
      break;
  }
  if (path !== "ServiceProviderConfig") return failure(quirks, 404, { detail: `No ${path}` });
  const lies = quirks.discovery === "lies";
  return {
    status: 200,
    body: {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
      patch: { supported: !lies && quirks.withoutPatch !== true },
      bulk: { supported: lies, maxOperations: lies ? 1000 : 0, maxPayloadSize: lies ? 1_048_576 : 0 },
      filter: { supported: !lies, maxResults: quirks.capsPageAt ?? 200 },
      changePassword: { supported: false },
      sort: { supported: lies },
      etag: { supported: lies },
      authenticationSchemes: [],
      ...(quirks.cursors === undefined
        ? {}
        : { pagination: { cursor: true, index: quirks.cursors === "offered" } }),
    },
  };
}
