import { test } from "node:test";
import { openQuirky, type Quirky } from "../../servers/quirky/quirky.ts";
import type { Quirks } from "../../servers/quirky/quirks.ts";
import { type Office, openOffice, type Settings } from "./office.ts";
import { type Lacks, playStory } from "./story.ts";

export type Opened = { readonly server: Quirky; readonly office: Office };
export type Kinds = { readonly quirks: Quirks; readonly settings?: Settings };

/** A server with these quirks, a company, and what is to be seen of both. */
export function quirkTest(name: string, kinds: Kinds, body: (opened: Opened) => Promise<void>): void {
  test(name, async () => {
    await using server = await openQuirky(kinds.quirks);
    await using office = await openOffice(server, kinds.settings);
    await body({ server, office });
  });
}

/** The whole story on such a server, and what is to be seen afterwards. */
export function storyTest(
  name: string,
  kinds: Kinds & Lacks,
  afterwards: (opened: Opened) => Promise<void> | void = () => undefined,
): void {
  quirkTest(name, kinds, async (opened) => {
    await playStory(opened.server, opened.office, kinds);
    await afterwards(opened);
  });
}
