import type { ObjectType } from "../../rules/directory.ts";

/** Addresses below the base URL. They are built from ids, never taken from a resource's `meta.location`. */
export type Endpoint = {
  /** Normalised base URL: lower-case host, no default port, no query, no slash at the end. */
  readonly identity: string;
  discovery(): string;
  schemas(query?: Readonly<Record<string, string>>): string;
  collection(type: ObjectType, query?: Readonly<Record<string, string>>): string;
  resource(type: ObjectType, id: string, query?: Readonly<Record<string, string>>): string;
};

/** `base` may carry a query, which every address repeats. */
export function createEndpoint(base: string): Endpoint {
  const url = new URL(base);
  const identity = url.origin + url.pathname.replace(/\/+$/, "");

  function address(path: string, query: Readonly<Record<string, string>> = {}): string {
    const parts = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    if (url.search.length > 1) parts.unshift(url.search.slice(1));
    return `${identity}${path}${parts.length === 0 ? "" : `?${parts.join("&")}`}`;
  }

  return {
    identity,
    discovery: () => address("/ServiceProviderConfig"),
    schemas: (query) => address("/Schemas", query),
    collection: (type, query) => address(collectionPath(type), query),
    resource: (type, id, query) => address(`${collectionPath(type)}/${encodeURIComponent(id)}`, query),
  };
}

function collectionPath(type: ObjectType): string {
  switch (type) {
    case "user":
      return "/Users";
    case "group":
      return "/Groups";
  }
}
