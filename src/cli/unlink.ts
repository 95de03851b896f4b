import type { Command } from "commander";
import { withLease } from "../cycle/with-lease.ts";
import type { NamedLink } from "../store/links.ts";
import { configFlag, invocation } from "./invocation.ts";
import { jobNamed, linkDocument, linkLine } from "./links.ts";
import { configOption, jsonOption } from "./options.ts";
import { shownLinks } from "./shown-links.ts";
import type { ExitCode, Run, Tools, World } from "./world.ts";

type UnlinkOptions = { readonly config: string; readonly json: boolean; readonly wait: boolean };

/** `unlink`: forgets whose account an account is. */
export function addUnlink(program: Command, run: Run): void {
  program
    .command("unlink")
    .summary("forget which account belongs to somebody")
    .description(
      "Forgets one pair of directory object and account and touches neither. The next cycle matches the object anew.",
    )
    .argument("<job>", "the job")
    .argument("<who>", "a source id, a target id or the name that `links` shows")
    .option("--wait", "wait for a job that is at work elsewhere", false)
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText("after", "\nExample:\n  lockstep unlink dialpad ada@example.com\n")
    .action((job: string, who: string, options: UnlinkOptions) =>
      run((tools) => unlink(tools, { job, who }, options)),
    );
}

async function unlink(
  tools: Tools,
  { job, who }: { job: string; who: string },
  options: UnlinkOptions,
): Promise<ExitCode> {
  const { world } = tools;
  await using engine = await tools.open({ config: options.config, job, command: `unlink ${job}` });
  const { store, holder } = engine;
  const { signal } = world;
  return await withLease(store.leases, { job, holder, signal, wait: options.wait }, async (lease) => {
    const { links, mirror } = store.job(job, { lease });
    const found = await candidatesOf(links.list(), who);
    const shown = shownLinks(found, { mirror, job: jobNamed(engine, job), now: world.now() });
    const candidates = await Array.fromAsync(shown);
    const [link] = candidates;
    const unlinked =
      candidates.length === 1 && link !== undefined && (await links.remove(link.type, link.sourceId));
    if (options.json) printUnlinked(world, { job, candidates, unlinked });
    else explain(world, { job, who, candidates, unlinked, config: options.config });
    return unlinked ? 0 : 1;
  });
}

/** Ids are unique among themselves; a name may belong to several. */
async function candidatesOf(links: AsyncIterable<NamedLink>, who: string): Promise<readonly NamedLink[]> {
  const wanted = who.toLowerCase();
  const found: NamedLink[] = [];
  for await (const link of links) {
    const names = [link.sourceId, link.targetId, link.sourceName];
    if (names.some((name) => name.toLowerCase() === wanted)) found.push(link);
  }
  return found;
}

type Unlinked = {
  readonly job: string;
  readonly candidates: readonly NamedLink[];
  readonly unlinked: boolean;
};

function printUnlinked(world: World, { job, candidates, unlinked }: Unlinked): void {
  const documents = candidates.map(linkDocument);
  const [first = null] = documents;
  world.print(
    JSON.stringify(
      { job, unlinked: unlinked ? first : null, candidates: unlinked ? [] : documents },
      null,
      2,
    ),
  );
}

function explain(
  world: World,
  { job, who, candidates, unlinked, config }: Unlinked & { who: string; config: string },
): void {
  const [link] = candidates;
  if (link === undefined) {
    const list = invocation(world, `links ${job}${configFlag(config)}`);
    world.report(`error: Cannot unlink "${who}" as nobody of job ${job} with this id or name has a link`);
    world.report(`  cure: See who has one: ${list}`);
  } else if (unlinked) {
    world.print(`Unlinked ${link.sourceName} from ${link.targetId}. Neither of them was touched.`);
    world.print(
      "The next cycle matches again; to keep the two apart, change the matching value or unassign first.",
    );
  } else {
    world.report(`error: Cannot unlink "${who}" as ${candidates.length} links fit: give an id`);
    for (const candidate of candidates) world.report(`  ${linkLine(candidate)}`);
  }
}
