/**
 * A real SCIM server (`@better-auth/scim` on `better-auth`) over its adapter for memory, in a process of its
 * own. Each token opens a collection of resources of its own. Prints `{"url", "token"}` as one line, where
 * the token is followed by any of `-1` to `-50`, and ends with its standard input.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { scim, type SCIMConnectionOptions } from "@better-auth/scim";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";

const token = "better-auth-token";

const tables = [
  "user",
  "session",
  "account",
  "verification",
  "scimConnectionBinding",
  "scimGroup",
  "scimGroupMember",
  "scimIdentityTombstone",
  "scimProjectionGrant",
  "scimSubject",
  "scimUser",
];

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const baseURL = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const auth = betterAuth({
    baseURL,
    secret: "of no use anywhere else, and long enough",
    database: memoryAdapter(Object.fromEntries(tables.map((table) => [table, []]))),
    logger: { disabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // Its types do not hold where an optional property must not be undefined.
    plugins: [scim({ connections: Array.from({ length: 50 }, connection) }) as never],
  });
  const handle = toNodeHandler(auth);
  server.on("request", (request, response) => void handle(request, response));
  process.stdout.write(`${JSON.stringify({ url: `${baseURL}/api/auth/scim/v2`, token })}\n`);
});
process.stdin.resume().on("end", () => process.exit());

function connection(_: unknown, index: number): SCIMConnectionOptions {
  const number = String(index + 1);
  return {
    id: `connection-${number}`,
    credentials: [{ type: "bearer", id: "key", token: `${token}-${number}` }],
  };
}
