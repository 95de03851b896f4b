import type { TokenCredential } from "@azure/identity";
import type { EntraSourceConfig } from "../../config/config.ts";
import type { HttpClient } from "../../http/client.ts";
import type { Source } from "../source.ts";
import { checkDirectory } from "./check.ts";
import { createGraph } from "./client.ts";
import { endpointsOf } from "./endpoints.ts";
import { locateObjects } from "./locate.ts";
import { readCompletely } from "./read.ts";
import { type ReadRules, selectionOf } from "./selection.ts";
import { createTokens } from "./tokens.ts";

export type EntraSourceOptions = {
  readonly config: EntraSourceConfig;
  readonly rules: ReadRules;
  /** Belongs to the caller, who also closes it. */
  readonly http: HttpClient;
  /** Replaces the configured credential. */
  readonly credential?: TokenCredential;
};

/** The users and groups assigned to an application of a Microsoft Entra tenant. */
export function createEntraSource({ config, rules, http, credential }: EntraSourceOptions): Source {
  const endpoints = endpointsOf(config);
  const tokens = createTokens({ config, endpoints, http, credential: credential ?? null });
  const graph = createGraph({ graphUrl: endpoints.graphUrl, http, tokens });
  const selection = selectionOf(rules);
  // What is under way when a read is left must not go on trying once the source is closed.
  const life = new AbortController();

  function whileOpen(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, life.signal]);
  }

  return {
    identity: identityOf(config),
    get requests() {
      return graph.requests;
    },
    // No change feed yet: every read is complete, whatever the watermark.
    read: ({ signal }) => readCompletely(config, { graph, rules, signal: whileOpen(signal) }),
    locate: async (type, ids, { signal }) =>
      await locateObjects(type, ids, { graph, selection, signal: whileOpen(signal) }),
    check: ({ signal }) =>
      checkDirectory({ config, rules, endpoints, graph, tokens, signal: whileOpen(signal) }),
    [Symbol.asyncDispose]: async () => await Promise.resolve(life.abort(new Error("The source is closed"))),
  };
}

function identityOf({ cloud, tenantId, servicePrincipal }: EntraSourceConfig): string {
  const key = "id" in servicePrincipal ? servicePrincipal.id : `appId=${servicePrincipal.appId}`;
  return `entra:${cloud}:${tenantId}:${key}`.toLowerCase();
}
