import type { Command } from "commander";
import type { JobConfig } from "../config/config.ts";
import type { NamedLink } from "../store/links.ts";
import { printList } from "./json-list.ts";
import { configOption, jsonOption } from "./options.ts";
import { counted, moment } from "./phrases.ts";
import { shownLinks } from "./shown-links.ts";
import type { Engine, ExitCode, Run, Tools, World } from "./world.ts";

type LinkOptions = { readonly config: string; readonly json: boolean };

/** `links`: who is which account. */
export function addLinks(program: Command, run: Run): void {
  program
    .command("links")
    .summary("list which account belongs to whom")
    .description("Lists the remembered pairs of directory object and account.")
    .argument("<job>", "the job")
    .addOption(jsonOption())
    .addOption(configOption())
    .addHelpText("after", "\nExample:\n  lockstep links dialpad\n")
    .action((job: string, options: LinkOptions) => run((tools) => links(tools, job, options)));
}

async function links(tools: Tools, job: string, options: LinkOptions): Promise<ExitCode> {
  const { world } = tools;
  await using engine = await tools.open({ config: options.config, job, command: "links" });
  const { links: all, mirror } = engine.store.job(job);
  const list = shownLinks(all.list(), { mirror, job: jobNamed(engine, job), now: world.now() });
  if (options.json) await printList(world, documentsOf(list));
  else await printLinks(world, list);
  return 0;
}

/** The job as its file has it. */
export function jobNamed({ config }: Engine, name: string): JobConfig | null {
  return config.jobs.find((job) => job.name === name) ?? null;
}

async function* documentsOf(list: AsyncIterable<NamedLink>): AsyncGenerator<LinkDocument, void, undefined> {
  for await (const link of list) yield linkDocument(link);
}

export type LinkDocument = {
  readonly type: NamedLink["type"];
  readonly source: { readonly id: string; readonly name: string };
  readonly target: { readonly id: string };
  readonly state: NamedLink["state"];
  readonly since: Date;
};

/** A link as `links --json` prints it. */
export function linkDocument({
  type,
  sourceId,
  sourceName,
  targetId,
  state,
  since,
}: NamedLink): LinkDocument {
  return { type, source: { id: sourceId, name: sourceName }, target: { id: targetId }, state, since };
}

async function printLinks(world: World, list: AsyncIterable<NamedLink>): Promise<void> {
  let count = 0;
  for await (const link of list) {
    world.signal.throwIfAborted();
    count += 1;
    world.print(linkLine(link));
  }
  world.print(counted(count, "link"));
}

/** Fixed widths: links are printed as they are read. */
export function linkLine({ type, sourceId, sourceName, targetId, state, since }: NamedLink): string {
  const cells = [type.padEnd(5), sourceName.padEnd(34), sourceId.padEnd(36), "→", targetId.padEnd(36)];
  return [...cells, state.padEnd(8), `since ${moment(since)}`].join("  ");
}
