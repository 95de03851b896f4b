import { rootCertificates } from "node:tls";
import { Agent, request } from "undici";
import type { TenantSettings } from "../settings.ts";

const expected = "Notification endpoint must respond with 200 OK to validation request.";

/** Who is told, how long it may take, and what ends the waiting. */
export type Endpoint = {
  readonly url: string;
  readonly settings: TenantSettings;
  readonly signal: AbortSignal;
};

/** Null where the endpoint proved that it wants to be told, else what Graph says about it. */
export async function validate(endpoint: Endpoint, validationToken: string): Promise<string | null> {
  const url = new URL(endpoint.url);
  url.searchParams.append("validationToken", validationToken);
  const { validationPatienceMs: patienceMs } = endpoint.settings;
  const contentType = "text/plain; charset=utf-8";
  const answer = await post({ ...endpoint, url: url.href }, { body: "", contentType, patienceMs });
  if (answer === null) return "Subscription validation request timed out.";
  const { status, type, text } = answer;
  if (status === 200 && /^text\/plain\b/i.test(type) && text === validationToken) return null;
  return `Subscription validation request failed. ${expected}`;
}

/** The status of the answer; null without one. */
export async function notify(endpoint: Endpoint, body: object): Promise<number | null> {
  const { notificationPatienceMs: patienceMs } = endpoint.settings;
  const sent = { body: JSON.stringify(body), contentType: "application/json; charset=utf-8", patienceMs };
  return (await post(endpoint, sent))?.status ?? null;
}

type Sent = { readonly body: string; readonly contentType: string; readonly patienceMs: number };
type Answer = { readonly status: number; readonly type: string; readonly text: string };

async function post(
  { url, settings, signal }: Endpoint,
  { body, contentType, patienceMs }: Sent,
): Promise<Answer | null> {
  const { notificationCa } = settings;
  const dispatcher = new Agent(
    notificationCa === null ? {} : { connect: { ca: [...rootCertificates, notificationCa] } },
  );
  try {
    const answer = await request(url, {
      dispatcher,
      method: "POST",
      headers: { "content-type": contentType },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
    const type = answer.headers["content-type"];
    return { status: answer.statusCode, type: String(type), text: await answer.body.text() };
  } catch {
    return null;
  } finally {
    await dispatcher.destroy();
  }
}
