import type { TokenCredential } from "@azure/identity";
import type { EntraSourceConfig } from "../../config/config.ts";
import type { HttpClient } from "../../http/client.ts";
import type { Source, Wait } from "../source.ts";
import { checkDirectory } from "./check.ts";
import { createGraph } from "./client.ts";
import { endpointsOf } from "./endpoints.ts";
import { locateObjects } from "./locate.ts";
import { checkPatience, cyclePatience, type Patience } from "./patience.ts";
import { readDirectory } from "./read.ts";
import { readEdgesAgain } from "./read-again.ts";
import { type ReadRules, selectionOf } from "./selection.ts";
import { createTokens } from "./tokens.ts";

export type EntraSourceOptions = {
  readonly config: EntraSourceConfig;
  readonly rules: ReadRules;
  /** Belongs to the caller, who also closes it. */
  readonly http: HttpClient;
  /** Replaces the configured credential. */
  readonly credential?: TokenCredential;
  /** How long reads wait for better times; a cycle's patience if left out. */
  readonly patience?: Patience;
  /** Hears of waits, reads' and looks' alike. */
  readonly onWait?: (wait: Wait) => void;
};

/** The users and groups assigned to an application of a Microsoft Entra tenant. */
export function createEntraSource(options: EntraSourceOptions): Source {
  const { config, rules, http, credential, patience = cyclePatience, onWait = () => undefined } = options;
  const endpoints = endpointsOf(config);
  const tokens = createTokens({ config, endpoints, http, credential: credential ?? null });
  const { graphUrl } = endpoints;
  const graph = createGraph({ graphUrl, http, tokens, patience, onWait });
  const hasty = createGraph({ graphUrl, http, tokens, patience: checkPatience });
  const selection = selectionOf(rules);
  // What is under way when a read is left must not go on trying once the source is closed.
  const life = new AbortController();

  function whileOpen(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, life.signal]);
  }

  return {
    identity: identityOf(config),
    get requests() {
      return graph.requests + hasty.requests;
    },
    confirmAfterMs: config.confirmAfterMs,
    read: (asked) =>
      readDirectory(config, { ...asked, graph, graphUrl, rules, signal: whileOpen(asked.signal) }),
    readAgain: (edges, { known, signal }) =>
      readEdgesAgain(config, edges, {
        graph,
        selection,
        known,
        nestedGroups: rules.nestedGroups,
        signal: whileOpen(signal),
      }),
    locate: async (type, ids, { signal }) =>
      await locateObjects(type, ids, { graph, selection, signal: whileOpen(signal) }),
    check: ({ signal }) =>
      checkDirectory({ config, rules, endpoints, graph: hasty, tokens, signal: whileOpen(signal) }),
    [Symbol.asyncDispose]: async () => await Promise.resolve(life.abort(new Error("The source is closed"))),
  };
}

function identityOf({ cloud, tenantId, servicePrincipal }: EntraSourceConfig): string {
  const key = "id" in servicePrincipal ? servicePrincipal.id : `appId=${servicePrincipal.appId}`;
  return `entra:${cloud}:${tenantId}:${key}`.toLowerCase();
}
