import type { TargetCapabilities } from "../../../rules/target-capabilities.ts";

/** For people: what the application can do, as far as is known, and where collections are if not as usual. */
export function abilitiesText(capabilities: TargetCapabilities): string {
  const { patch, bulk, etag, cursor, pageSize, users, groups, refusedMethods } = capabilities;
  const patches = patch && !refusedMethods.includes("user PATCH");
  const parts = [
    patches ? "change single attributes (PATCH)" : "replace whole objects only (no PATCH)",
    bulk === null
      ? "take one write a request (no bulk)"
      : `take up to ${bulk.maxOperations.toLocaleString("en")} writes a request (bulk)`,
    ...(etag === true ? ["refuse a write to what has changed (ETag)"] : []),
    ...(cursor ? ["list page by page with cursors"] : []),
    ...(pageSize === null ? [] : [`list up to ${pageSize.toLocaleString("en")} objects a page`]),
  ];
  const places = [
    ...(users === "/Users" ? [] : [`users are at ${users}`]),
    ...(groups === "/Groups" ? [] : [`groups are at ${groups}`]),
  ];
  return [parts.join(", "), ...places].join("; ");
}
