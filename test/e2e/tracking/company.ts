import assert from "node:assert/strict";
import type { Tenant } from "../../source/graph/tenant.ts";
import { assign, group, openStory, type Story, user } from "../entra-story.ts";

export const minute = 60_000;
export const day = 24 * 60 * minute;

/** Ada and Bob through Sales, Cyd by herself; Dan is in the directory and nothing else. */
export function company(properties: object = {}): readonly object[] {
  return [
    ...["Ada", "Bob", "Cyd", "Dan"].map((name) => user(name)),
    ...group("Sales", ["Ada", "Bob"], properties),
    assign("Sales"),
    assign("Cyd"),
  ];
}

/** The company in its application, and the change feeds open. */
export async function openCompany(tenant: Tenant, properties?: object): Promise<Story> {
  const story = await openStory(tenant, company(properties));
  await story.cycle();
  // The groups' feed is opened by the first incremental cycle.
  await story.cycle();
  assert.deepEqual(story.active(), ["Ada", "Bob", "Cyd"]);
  assert.deepEqual(story.members("Sales"), ["Ada", "Bob"]);
  return story;
}

/** How long ago the directory was what some endpoints show. */
export async function lag(tenant: Tenant, lagMs: object): Promise<void> {
  await tenant.change({ kind: "settings", settings: { lagMs } });
}
