import { setTimeout as pause } from "node:timers/promises";
import type { Tenant } from "../tenant.ts";
import { type Endpoint, notify, validate } from "./endpoint.ts";
import { invalid } from "./subscription.ts";

/** Something for somebody; without a URL nobody wants to know. */
export type Note = { readonly url: string | null; readonly note: object };

/** One attempt to tell somebody something. */
type Delivery = {
  readonly url: string;
  readonly body: object;
  /** Null without an answer. */
  readonly status: number | null;
};

/** Sends notes, and sends them again where they were not taken. */
export class Notifier implements AsyncDisposable {
  readonly deliveries: Delivery[] = [];
  readonly #tenant: Tenant;
  readonly #ended = new AbortController();
  readonly #telling = new Set<Promise<void>>();

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
  }

  /** Throws what Graph answers where somebody at one of the URLs does not want to be told. */
  async validate(urls: ReadonlySet<string>, token: string): Promise<void> {
    for (const url of urls) {
      const refusal = await validate(this.#endpoint(url), token);
      if (refusal !== null) throw invalid(refusal);
    }
  }

  /** What goes to one URL goes in one request; does not wait for it. */
  tell(notes: readonly Note[]): void {
    for (const [url, together] of Map.groupBy(notes, (each) => each.url)) {
      if (url === null) continue;
      const body = { value: together.map(({ note }) => note) };
      const telling = this.#deliver(url, body).finally(() => this.#telling.delete(telling));
      this.#telling.add(telling);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await Promise.all(this.#telling);
  }

  async #deliver(url: string, body: object): Promise<void> {
    const { signal } = this.#ended;
    for (const wait of [0, ...this.#tenant.settings.notificationRetriesMs]) {
      await pause(wait, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const status = await notify(this.#endpoint(url), body);
      this.deliveries.push({ url, body, status });
      if (status !== null && status >= 200 && status < 300) return;
    }
  }

  #endpoint(url: string): Endpoint {
    return { url, settings: this.#tenant.settings, signal: this.#ended.signal };
  }
}
