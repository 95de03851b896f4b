import { z } from "zod";
import { orNumber } from "./leaf.ts";

export function listenAddress(description: string) {
  const checked = z.string().superRefine((value, context) => {
    if (parseListenAddress(value) !== null) return;
    const message = "should be an address and a port such as 127.0.0.1:8080";
    context.addIssue({ code: "custom", message, params: { showValue: true } });
  });
  return orNumber(checked.meta({ description, examples: ["127.0.0.1:8080"] }));
}

/** `127.0.0.1:8080`, `localhost:8080`, `[::1]:8080`; null for what is none. */
export function parseListenAddress(text: string): { host: string; port: number } | null {
  const [, ipv6, name, digits] = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text) ?? [];
  const port = Number(digits);
  const host = ipv6 ?? name;
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}
