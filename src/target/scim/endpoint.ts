import type { ObjectType } from "../../rules/directory.ts";
import type { TargetCapabilities } from "../../rules/target-capabilities.ts";

type Query = Readonly<Record<string, string>>;

/** Addresses below the base URL. They are built from ids, never taken from a resource's `meta.location`. */
export type Endpoint = {
  /** Normalised base URL: lower-case host, no default port, no query, no slash at the end. */
  readonly identity: string;
  /** `/ServiceProviderConfig`, `/Bulk`. */
  service(path: string, query?: Query): string;
  collection(type: ObjectType, query?: Query): string;
  resource(type: ObjectType, id: string, query?: Query): string;
  /** The path of a collection or resource below the base URL, as the operations of a bulk request name it. */
  path(type: ObjectType, id?: string): string;
};

/** Where the collections are at the moment: an application may say so later. */
export type CollectionPaths = () => Pick<TargetCapabilities, "users" | "groups">;

/** `base` may carry a query, which every address repeats. */
export function createEndpoint(base: string, paths: CollectionPaths): Endpoint {
  const url = new URL(base);
  const identity = url.origin + url.pathname.replace(/\/+$/, "");

  function service(below: string, query: Query = {}): string {
    const parts = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    if (url.search.length > 1) parts.unshift(url.search.slice(1));
    return `${identity}${below}${parts.length === 0 ? "" : `?${parts.join("&")}`}`;
  }

  function path(type: ObjectType, id?: string): string {
    const collection = collectionPath(type, paths());
    return id === undefined ? collection : `${collection}/${encodeURIComponent(id)}`;
  }

  return {
    identity,
    service,
    collection: (type, query) => service(path(type), query),
    resource: (type, id, query) => service(path(type, id), query),
    path,
  };
}

function collectionPath(type: ObjectType, { users, groups }: ReturnType<CollectionPaths>): string {
  switch (type) {
    case "user":
      return users;
    case "group":
      return groups;
  }
}
