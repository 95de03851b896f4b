import pMap from "p-map";
import type { MatchKey } from "../rules/operation.ts";
import type { TargetObject } from "../rules/target-object.ts";
import { TargetError } from "../target/target.ts";
import type { Answer, Question, TargetView, ViewContext } from "./target-view.ts";

/** One request for each question. */
export function requestView({ target, signal }: ViewContext): TargetView {
  const options = { concurrency: target.concurrency, signal };
  return {
    match(type, questions) {
      return pMap(
        questions,
        (keys) => answer(() => firstHits(keys, (key) => target.find(type, key, { signal }))),
        options,
      );
    },
    read(type, ids) {
      return pMap(ids, (id) => answer(() => target.read(type, id, { signal })), options);
    },
  };
}

/** One object's failure is a value; whatever else goes wrong ends the cycle. */
async function answer<T>(ask: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: "answered", value: await ask() };
  } catch (error) {
    if (error instanceof TargetError) return { kind: "failed", failure: error.failure };
    throw error;
  }
}

async function firstHits(
  keys: Question,
  find: (key: MatchKey) => Promise<readonly TargetObject[]>,
): Promise<readonly TargetObject[]> {
  for (const key of keys) {
    const hits = await find(key);
    if (hits.length > 0) return hits;
  }
  return [];
}
