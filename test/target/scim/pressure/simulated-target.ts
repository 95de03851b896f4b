import type { HttpClient } from "../../../../src/http/client.ts";
import type { HttpRequest, HttpResponse } from "../../../../src/http/message.ts";
import { createConnection, type Connection } from "../../../../src/target/scim/connection.ts";
import { createPressure } from "../../../../src/target/scim/pressure/pressure.ts";
import type { SimulatedClock } from "./simulated-clock.ts";

export type Answer = { readonly status: number; readonly headers?: Readonly<Record<string, string>> };

/** What a target does with a request that arrives, and how long it takes. */
export type Behaviour = {
  readonly answer: (request: HttpRequest, now: number) => Answer;
  /** From the request to the answer; `underWay` counts this one. */
  readonly ms: (underWay: number, now: number) => number;
};

export type Simulated = {
  readonly connection: Connection;
  /** When each request arrived, and what it was answered. */
  readonly seen: { readonly at: number; readonly status: number }[];
  /** The most requests at the same time since it was last set to zero. */
  most: number;
};

const body = JSON.stringify({ id: "1" });

/** A connection to a target that is far away in simulated time. */
export function simulate(
  clock: SimulatedClock,
  options: Behaviour & { readonly rateLimit: number; readonly concurrency: number },
): Simulated {
  const { rateLimit: perSecond, concurrency } = options;
  let underWay = 0;
  const never = new AbortController().signal;

  async function request(asked: HttpRequest): Promise<HttpResponse> {
    underWay += 1;
    simulated.most = Math.max(simulated.most, underWay);
    const ms = options.ms(underWay, clock.now());
    await clock.sleep(ms / 2, never);
    const { status, headers = {} } = options.answer(asked, clock.now());
    simulated.seen.push({ at: clock.now(), status });
    await clock.sleep(ms / 2, never);
    underWay -= 1;
    return { status, headers, body: status < 300 ? body : "" };
  }

  const http: HttpClient = { request, [Symbol.asyncDispose]: () => Promise.resolve() };
  const simulated: Simulated = {
    seen: [],
    most: 0,
    connection: createConnection({
      http,
      clock,
      pressure: createPressure({ perSecond, concurrency, clock }),
      authorization: {
        token: () => Promise.resolve("t"),
        refused: () => false,
        cure: "",
        secrets: () => [],
      },
    }),
  };
  return simulated;
}
