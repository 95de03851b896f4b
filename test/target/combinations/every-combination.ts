import type { Space } from "./space.ts";

/** Says which value a switch has; asked twice in one trial, it says the same. */
export type Choose = (name: string) => unknown;

/** What came of all trials; `failures` says for each that failed how the switches were. */
export type Trials = { readonly runs: number; readonly failures: readonly string[] };

/**
 * Tries every combination of switches that can make a difference. A switch gets its value when the trial
 * first asks for it. Until then a trial goes the same way whatever the value would be: one run stands for all
 * combinations of the switches that it never asked for, and the runs together for the whole product. A trial
 * has to ask in the same order when it is told the same.
 */
export async function everyCombination(
  space: Space,
  trial: (choose: Choose) => Promise<void>,
): Promise<Trials> {
  const failures: string[] = [];
  let plan: readonly Decision[] | null = [];
  let runs = 0;
  for (; plan !== null; runs += 1) {
    const decisions = createDecisions(space, plan);
    try {
      await trial(decisions.choose);
    } catch (error) {
      if (error instanceof OutOfOrder) throw error;
      failures.push(`${decisions.text()}: ${error instanceof Error ? error.message : String(error)}`);
    }
    plan = nextPlan(decisions.made, space);
  }
  return { runs, failures };
}

type Decision = { readonly name: string; readonly index: number };

type Decisions = { readonly made: readonly Decision[]; readonly choose: Choose; readonly text: () => string };

class OutOfOrder extends Error {
  override readonly name = "OutOfOrder";
}

function createDecisions(space: Space, plan: readonly Decision[]): Decisions {
  const made: Decision[] = [];

  function decide(name: string): Decision {
    const known = made.find((decision) => decision.name === name);
    if (known !== undefined) return known;
    const planned = plan[made.length] ?? { name, index: 0 };
    if (planned.name !== name)
      throw new OutOfOrder(`Asked for ${name} where ${planned.name} was asked for before`);
    made.push(planned);
    return planned;
  }

  function valueOf({ name, index }: Decision): unknown {
    const values = space[name];
    if (values === undefined) throw new OutOfOrder(`There is no switch ${name}`);
    return values[index];
  }

  return {
    made,
    choose: (name) => valueOf(decide(name)),
    text: () => made.map((decision) => `${decision.name} ${JSON.stringify(valueOf(decision))}`).join(", "),
  };
}

/** The last decision that can be another one is; what came after it is open again. */
function nextPlan(decisions: readonly Decision[], space: Space): readonly Decision[] | null {
  const last = decisions.findLastIndex(({ name, index }) => index + 1 < (space[name]?.length ?? 0));
  const changed = decisions[last];
  if (changed === undefined) return null;
  return [...decisions.slice(0, last), { ...changed, index: changed.index + 1 }];
}
