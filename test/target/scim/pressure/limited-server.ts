/**
 * A SCIM server that takes so many writes a second and no more, by both of the usual counts at once. Prints
 * its URL as one line, answers a GET with what it counted, and ends with its standard input.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { slidingWindow, tokenBucket } from "./limits.ts";

const perSecond = Number(process.argv[2]);
const [window, bucket] = [slidingWindow(perSecond, 1000), tokenBucket(perSecond, perSecond)];
const counts = { taken: 0, refused: 0 };

const server = createServer((request, response) => {
  request.resume().on("end", () => {
    if (request.method === "GET") return response.end(JSON.stringify(counts));
    const now = performance.now();
    const isTaken = window(now) && bucket(now);
    counts[isTaken ? "taken" : "refused"] += 1;
    response.writeHead(isTaken ? 201 : 429, isTaken ? {} : { "retry-after": "1" });
    return response.end(isTaken ? JSON.stringify({ id: String(counts.taken) }) : "");
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}\n`);
});
process.stdin.resume().on("end", () => process.exit());
