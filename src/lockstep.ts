#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { join } from "node:path";

// The program is started often, and compiled once. The cache lies where only the program's owner writes.
enableCompileCache(join(import.meta.dirname, "../node_modules/.cache/lockstep"));
await import("./main.ts");
