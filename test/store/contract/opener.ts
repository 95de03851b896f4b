import { test, type TestContext } from "node:test";
import type { JobStore, Store } from "../../../src/store/store.ts";

export type StoreOptions = { readonly now?: () => Date; readonly isAlive?: (pid: number) => boolean };

/** How one implementation of the store is opened for the contract. */
export type StoreOpener = {
  readonly name: string;
  /** An empty database; opening it again shows what was committed. Both end with the test. */
  database(t: TestContext): Promise<(options?: StoreOptions) => Promise<Store>>;
};

/** A test with a store of its own. */
export type StoreTest = (
  name: string,
  run: (
    job: JobStore,
    more: { store: Store; reopen: (options?: StoreOptions) => Promise<Store> },
  ) => Promise<void>,
) => void;

export function storeTest(opener: StoreOpener): StoreTest {
  return (name, run) => {
    test(`${opener.name}: ${name}`, async (t) => {
      const open = await opener.database(t);
      const store = await open();
      await run(store.job("dialpad"), { store, reopen: open });
    });
  };
}
