import type { Capabilities } from "./discovery/capabilities.ts";
import type { FilterForm } from "./filter.ts";

/**
 * `seeing`: it has found what is there; `blind`: it is refused, or does not find what is there; `open`:
 * nobody knows yet.
 */
export type Trust = "seeing" | "blind" | "open";

/** Which forms of filters one target understands, as far as it has shown. */
export type FilterTrust = {
  of(form: Pick<FilterForm, "name">): Trust;
  learn(form: Pick<FilterForm, "name">, trust: "seeing" | "blind"): void;
  answered(form: Pick<FilterForm, "name">): void;
  /** It failed, which may pass; twice in a row it does not. */
  strike(form: Pick<FilterForm, "name">): void;
  /** Puts a form to the test, once for all who wait for it. */
  test(form: Pick<FilterForm, "name">, trial: () => Promise<Trust>): Promise<Trust>;
};

export function createFilterTrust(capabilities: Capabilities): FilterTrust {
  const struck = new Set<string>();
  const tests = new Map<string, Promise<Trust>>();

  function of({ name }: Pick<FilterForm, "name">): Trust {
    const { refusedFilters, provenFilters } = capabilities.now;
    if (refusedFilters.includes(name)) return "blind";
    return provenFilters.includes(name) ? "seeing" : "open";
  }

  function learn({ name }: Pick<FilterForm, "name">, trust: "seeing" | "blind"): void {
    if (of({ name }) !== "open") return;
    const { refusedFilters, provenFilters } = capabilities.now;
    if (trust === "blind") capabilities.learn({ refusedFilters: [...refusedFilters, name] });
    else capabilities.learn({ provenFilters: [...provenFilters, name] });
  }

  async function forgetIfFailed(name: string, trial: Promise<Trust>): Promise<Trust> {
    try {
      return await trial;
    } catch (error) {
      tests.delete(name);
      throw error;
    }
  }

  return {
    of,
    learn,
    answered: ({ name }) => void struck.delete(name),
    strike(form) {
      if (struck.has(form.name)) learn(form, "blind");
      else struck.add(form.name);
    },
    test(form, trial) {
      const known = tests.get(form.name);
      if (known !== undefined) return known;
      const started = forgetIfFailed(form.name, trial());
      tests.set(form.name, started);
      return started;
    },
  };
}
