import type { PatchDialect } from "../../../src/config/profiles/patch-choices.ts";
import { spawnBetterAuth } from "../../servers/spawn-better-auth.ts";
import { startRecorder } from "../../servers/recorder.ts";
import { spawnScimmy } from "../../servers/spawn-scimmy.ts";
import { ableToAll, scimApplication } from "../cycles/application.ts";
import { goldenFile } from "./golden-file.ts";
import { recordCases } from "./record.ts";

/** A file of recordings. */
export type Golden = {
  readonly name: string;
  readonly dialect: PatchDialect;
  /** Only what goes in bulk is kept, and otherwise nothing goes in bulk. */
  readonly bulk: boolean;
  /** A server of which everything in the file is taken as it is said. */
  readonly server: "scimmy" | "better-auth";
  readonly about: string;
  /** What is peculiar to the dialect, by the titles of the chapters that show it. */
  readonly notes: Readonly<Record<string, string>>;
};

export const goldens: readonly Golden[] = [
  {
    name: "rfc7644",
    dialect: "rfc7644",
    bulk: false,
    server: "scimmy",
    about: `Each changed value is an operation with a path of its own. What is not there yet is added, what is there is
replaced, and an element of a list is addressed by its type.`,
    notes: {},
  },
  {
    name: "entra",
    dialect: "entra",
    bulk: false,
    server: "better-auth",
    about: `Entra's classic form: in a PATCH, operations in capitals, booleans as text, elements of lists by a filtered
path whether they are there or not, a manager as a bare id, and members removed by a list of values.`,
    notes: {
      "member removed": `A server that does not know this form would empty the group. The first time that members are
removed, it is read before and after: had others gone, they would be put back.`,
    },
  },
  {
    name: "put",
    dialect: "put",
    bulk: false,
    server: "scimmy",
    about: `Nothing is patched: the whole resource is read, changed and sent back, so that attributes which are not the
job's stay as they are.`,
    notes: {
      update:
        "The account is read once to compare, and once more to replace nothing but what it is at that moment.",
      "member added":
        "Without PATCH there is no other way: the group is read with its members, and sent with all of them.",
      "member removed": "Here, who stays is sent as well.",
      "group renamed":
        "Here the members are read and sent, as a replacement without them would take them away.",
    },
  },
  {
    name: "bulk",
    dialect: "rfc7644",
    bulk: true,
    server: "scimmy",
    about: `Where the application offers bulk requests (RFC 7644 section 3.7), what there is to write goes in as few as
possible. Shown are the cycles in which there is more than one write; what goes by itself is as in rfc7644.md.`,
    notes: {},
  },
];

/** The file as the engine would have it now. */
export async function record({ name, dialect, bulk, server: kind, about, notes }: Golden): Promise<string> {
  await using server = await openServer(kind);
  await using recorder = await startRecorder(server.url);
  await using application = scimApplication({
    url: recorder.url,
    token: server.token,
    traits: ableToAll,
    dialect,
    // One after the other, in the same order each time.
    concurrency: 1,
    capabilities: bulk ? {} : { bulk: null },
  });
  const recordings = (await recordCases(application, recorder)).filter(
    ({ exchanges }) => !bulk || exchanges.some(({ path }) => path === "/Bulk"),
  );
  return goldenFile(`# What is sent: ${name}\n\n${about}\n\n${how(kind)}`, { recordings, notes });
}

function how(server: Golden["server"]): string {
  return `Recorded between the engine and a real server (${server}), a cycle each. Ids are replaced by \`<id of …>\`, queries are
shown as they are before percent-encoding, answers are shortened. \`npm run golden\` writes this file anew.`;
}

async function openServer(kind: Golden["server"]): Promise<AsyncDisposable & { url: string; token: string }> {
  if (kind === "scimmy") return await spawnScimmy();
  const server = await spawnBetterAuth();
  return { ...server, token: server.nextToken() };
}
