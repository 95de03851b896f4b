import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadConfig } from "../src/config/load.ts";
import { compile } from "../src/expression/compile.ts";
import { parse } from "../src/expression/parse.ts";
import { noRelations } from "../src/rules/directory.ts";
import { mapObject } from "../src/rules/map.ts";
import type { ObjectRules } from "../src/rules/rules.ts";
import { medianMs } from "./measure.ts";
import { makeUsers } from "./users.ts";

/** What the mapping must reach on one core. */
const requiredUsersPerSecond = 100_000;
const userCount = 5_000;
const rounds = 20;

const { json } = parseArgs({ options: { json: { type: "boolean", default: false } } }).values;
const rules = await typicalRules();
const measured = { attributes: rules.mappings.length, ...measureMapping(rules), ...measureLanguage(rules) };
process.stdout.write(json ? `${JSON.stringify(measured, null, 2)}\n` : tableOf(measured));
process.exitCode = measured.usersPerSecond >= requiredUsersPerSecond ? 0 : 1;

type Measured = { readonly [name: string]: number };

/** The rules of the job beside this file, loaded as the program itself loads them. */
async function typicalRules(): Promise<ObjectRules> {
  const loaded = await loadConfig(join(import.meta.dirname, "config"), { env: { TOKEN: "none" } });
  const job = loaded.kind === "loaded" ? loaded.config.jobs[0] : undefined;
  if (job === undefined) throw new Error(`The job cannot be loaded: ${JSON.stringify(loaded)}`);
  return job.rules.user;
}

function measureMapping(measuredRules: ObjectRules): { readonly usersPerSecond: number } & Measured {
  const users = makeUsers(userCount);
  const around = { isSoftDeleted: false, relations: noRelations, now: new Date(0), random: Math.random };
  let values = 0;
  function mapAll(): void {
    values = 0;
    for (const user of users) {
      const { values: wanted, problems } = mapObject(measuredRules, user, around);
      if (problems.length > 0) throw new Error(`A mapping fails: ${JSON.stringify(problems)}`);
      values += wanted.length;
    }
  }
  const ms = medianMs(() => {
    for (let round = 0; round < rounds; round++) mapAll();
  });
  const { heapUsed, rss } = process.memoryUsage();
  return {
    usersPerSecond: Math.round((userCount * rounds * 1_000) / ms),
    valuesPerUser: values / userCount,
    heapMb: megabytes(heapUsed),
    residentMb: megabytes(rss),
  };
}

function measureLanguage({ mappings }: ObjectRules): Measured {
  const texts = mappings.map(({ expression }) => expression.text);
  const call = 'IIF([a]="1","x",Join(" ",[b],[c])),';
  const long = `Coalesce(${call.repeat(Math.floor(9_980 / call.length))}"")`.padEnd(10_000);
  return {
    compileAllMs: medianMs(() => texts.forEach((text) => compile(text))),
    parseLongestMs: medianMs(() => parse(long)),
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

function tableOf(values: Measured): string {
  const words: Readonly<Record<string, string>> = {
    attributes: "attributes mapped",
    usersPerSecond: `users a second (at least ${requiredUsersPerSecond.toLocaleString("en")})`,
    valuesPerUser: "values for each user",
    heapMb: "heap, MB",
    residentMb: "memory of the process, MB",
    compileAllMs: "ms to compile them all",
    parseLongestMs: "ms to parse 10,000 characters",
  };
  return Object.entries(values)
    .map(([name, value]) => {
      const shown = value.toLocaleString("en", { maximumFractionDigits: 2 });
      return `${shown.padStart(10)}  ${words[name] ?? name}\n`;
    })
    .join("");
}
