import { writeFile } from "node:fs/promises";
import { startSandbox, type SandboxOptions } from "./sandbox.ts";

// Started by `spawnSandbox()` with the file for the authority's certificate and the options as JSON;
// by hand, it prints its addresses as one line of JSON and runs until it is interrupted.
const [, , caFile = "ca.pem", options = "{}"] = process.argv;
const sandbox = await startSandbox(JSON.parse(options) as SandboxOptions);
const { caPem, ...addresses } = sandbox;
await writeFile(caFile, caPem);
if (process.send === undefined) {
  process.stdout.write(`${JSON.stringify(addresses)}\n`);
} else {
  // An interrupt on the terminal reaches the whole group: the parent decides when the sandbox ends.
  process.on("SIGINT", () => undefined);
  process.once("disconnect", () => process.exit());
  process.send(addresses);
}
