import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { dialpad as profile } from "../../../src/config/profiles/dialpad.ts";
import type { PatchDialect } from "../../../src/config/profiles/patch-choices.ts";
import { createClock } from "../../../src/sandbox/clock.ts";
import { createDialpad } from "../../../src/sandbox/dialpad/dialpad.ts";
import type { DialpadOptions } from "../../../src/sandbox/dialpad/options.ts";
import { createScim } from "../../../src/sandbox/dialpad/scim.ts";
import { createJournal, type Journal } from "../../../src/sandbox/journal.ts";
import { type Application, scimApplication, type Traits } from "../cycles/application.ts";
import { enterprise } from "../cycles/account.ts";
import { country, manager, mobile } from "../cycles/attributes.ts";

const token = "sandbox-key";

let opened = 0;

/** The sandbox's Dialpad over plain HTTP, at an address that no other had. */
export async function openDialpad(
  options: DialpadOptions,
  dialect: PatchDialect,
): Promise<Application & { readonly journal: Journal }> {
  const dialpad = createDialpad({}, createClock());
  // The very object: it may make up its mind about an assumption when it is asked.
  dialpad.accounts.options = options;
  dialpad.keys.set(token, { admin: true });
  const journal = createJournal();
  const app = createScim(dialpad, { journal });
  opened += 1;
  const base = `/company-${String(opened)}`;
  const answer = getRequestListener(app.fetch);
  const server = createServer((request, response) => {
    request.url = request.url?.slice(base.length) ?? "";
    void answer(request, response);
  });
  server.keepAliveTimeout = 120_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const application = scimApplication({
    url: `http://127.0.0.1:${String(port)}${base}/scim`,
    token,
    traits: traitsOf(options),
    // An office in the country is what remains where no field names one.
    maps: [country],
    dialect,
    profile,
    // The order of the requests is the same each time.
    concurrency: 1,
  });
  return {
    ...application,
    journal,
    async [Symbol.asyncDispose]() {
      await application[Symbol.asyncDispose]();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function traitsOf(options: DialpadOptions): Traits {
  return {
    domain: options.domains[0] ?? "",
    keeps(path) {
      switch (path) {
        case mobile:
          return false;
        case manager:
          return options.echoUnknown;
        case "externalId":
          return options.externalId === "stored";
        case `${enterprise}:licenseType`:
          return !options.ignoreLicenseType;
        default:
          return true;
      }
    },
    hasGroups: () => options.groups === "enabled",
    renames: (type) => type === "user" && options.userNameChange === "keepAsAlias",
  };
}
