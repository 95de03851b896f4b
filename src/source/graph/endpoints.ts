import type { Cloud, EntraSourceConfig } from "../../config/config.ts";
import { StopError } from "../../rules/stop-error.ts";

/** Where one cloud is asked; URLs without a slash at the end. */
export type Endpoints = {
  readonly graphUrl: string;
  readonly authorityUrl: string;
  /** What the token is asked for: the cloud's own Graph, also when it is reached by another address. */
  readonly scope: string;
  /** The authority is not one of Microsoft's own: the identity library must not ask Microsoft about it. */
  readonly privateAuthority: boolean;
};

const graphRoots: Readonly<Record<Cloud, string>> = {
  public: "https://graph.microsoft.com",
  usgov: "https://graph.microsoft.us",
  "usgov-dod": "https://dod-graph.microsoft.us",
  china: "https://microsoftgraph.chinacloudapi.cn",
};

const authorities: Readonly<Record<Cloud, string>> = {
  public: "https://login.microsoftonline.com",
  usgov: "https://login.microsoftonline.us",
  "usgov-dod": "https://login.microsoftonline.us",
  china: "https://login.chinacloudapi.cn",
};

export function endpointsOf({ cloud, graphUrl, authorityUrl }: EntraSourceConfig): Endpoints {
  return {
    graphUrl: httpsOnly(graphUrl ?? graphRoots[cloud], "source.graphUrl"),
    authorityUrl: httpsOnly(authorityUrl ?? authorities[cloud], "source.authorityUrl"),
    scope: `${graphRoots[cloud]}/.default`,
    privateAuthority: authorityUrl !== null,
  };
}

function httpsOnly(url: string, key: string): string {
  if (URL.parse(url)?.protocol === "https:") return url.replace(/\/+$/, "");
  throw new StopError("config", `Cannot use ${key} as it should be an https: URL: got ${url}`, {
    cure: `Set ${key} to an https: URL, or leave it out for the cloud's own`,
  });
}
