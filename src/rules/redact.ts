import { termsOf } from "./matching.ts";
import type { Change, MatchKey, TargetValue } from "./operation.ts";
import type { Mapping } from "./rules.ts";

/** What people see in place of a value that is shown to nobody. */
export const redacted = "[Redact]";

/** Texts that nobody may see, the longest first. */
export type Secrets = readonly string[];

type MappedValue = { readonly mapping: Mapping; readonly value: TargetValue };

/** Below this a text stands in too many other texts to be taken out of them. */
const shortest = 3;

/** What of the mapped values nobody may see. What an open mapping of the same object shows is no secret. */
export function secretsOf({ values }: { readonly values: readonly MappedValue[] }): Secrets {
  const [hidden, open] = [true, false].map((wanted) =>
    values
      .filter(({ mapping }) => mapping.redacted === wanted)
      .flatMap(({ mapping, value }) => textsOf(value ?? mapping.default)),
  );
  return makeSecrets(hidden ?? [], open ?? []);
}

/** What of an operation nobody may see; `paths` are the attributes whose values are redacted. */
export function operationSecrets(
  operation: { readonly changes: readonly Change[]; readonly match: readonly MatchKey[] },
  paths: ReadonlySet<string>,
): Secrets {
  const { changes, match } = operation;
  const terms = match.flatMap(termsOf);
  const hidden = changes.filter(({ path }) => paths.has(path)).flatMap(({ from, to }) => [from, to]);
  const open = changes.filter(({ path }) => !paths.has(path)).map(({ to }) => to);
  const asked = terms.filter(({ path }) => paths.has(path)).map(({ value }) => value);
  return makeSecrets([...hidden, ...asked].flatMap(textsOf), open.flatMap(textsOf));
}

/** Takes every secret out of a text, whatever its letter case and however a server has written it. */
export function redactText(text: string, secrets: Secrets): string {
  let shown = text;
  for (const form of secrets.flatMap(formsOf)) {
    shown = shown.replaceAll(new RegExp(RegExp.escape(form), "gi"), () => redacted);
    shown = withoutStart(shown, form);
  }
  return shown;
}

/** A change as people see it. */
export function redactChange(change: Change): Change {
  if (change.redacted !== true) return change;
  const { from, to } = change;
  return { ...change, from: from === null ? null : redacted, to: to === null ? null : redacted };
}

/** What an evaluation complained about, without the values it quotes. */
export function redactProblem(message: string): string {
  return message
    .replaceAll(/"(?:[^"\\]|\\.)*"/gs, `"${redacted}"`)
    .replace(/\bgot (?!"\[Redact\]"$).*$/s, `got ${redacted}`);
}

function makeSecrets(hidden: readonly string[], open: readonly string[]): Secrets {
  const shown = new Set(open.map((text) => text.toLowerCase()));
  return [...new Set(hidden)]
    .filter((text) => text.trim().length >= shortest && !shown.has(text.toLowerCase()))
    .toSorted((left, right) => right.length - left.length);
}

function textsOf(value: TargetValue): readonly string[] {
  if (value === null || typeof value === "boolean") return [];
  if (typeof value === "string") return [value];
  if (typeof value === "number") return [String(value)];
  if (!Array.isArray(value)) return "ref" in value && typeof value.ref === "string" ? [value.ref] : [];
  return value.flatMap((item: unknown) => {
    if (typeof item === "string") return [item];
    if (typeof item !== "object" || item === null) return [];
    return Object.values(item).filter((sub) => typeof sub === "string");
  });
}

/**
 * As it is, as JSON, URLs and web pages have it, and with its blanks run together as in a message of one
 * line.
 */
function formsOf(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret.toWellFormed());
  const forms = [
    secret,
    json,
    // JSON as Python and PHP write it.
    asciiOf(json),
    json.replaceAll("/", String.raw`\/`),
    asciiOf(json).replaceAll("/", String.raw`\/`),
    url,
    url.replaceAll("%20", "+"),
    ...htmlOf(secret),
    secret.replaceAll(/\s+/g, " ").trim(),
  ];
  return [...new Set(forms)].filter((form) => form.length >= shortest);
}

function asciiOf(json: string): string {
  return json.replaceAll(
    /[\u0080-\uffff]/g,
    (unit) => String.raw`\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Servers differ in how they write the two quotation marks. */
function htmlOf(secret: string): readonly string[] {
  const html = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const quoted = html.replaceAll('"', "&quot;");
  return [html, quoted, ...["&#39;", "&#x27;", "&apos;"].map((mark) => quoted.replaceAll("'", mark))];
}

/** A long message is cut off, maybe in the middle of a secret. */
function withoutStart(text: string, secret: string): string {
  if (!text.includes("…")) return text;
  const [lower, lowerSecret] = [text.toLowerCase(), secret.toLowerCase()];
  for (let length = secret.length - 1; length >= shortest; length -= 1) {
    const at = lower.indexOf(`${lowerSecret.slice(0, length)}…`);
    if (at !== -1) return `${text.slice(0, at)}${redacted}${text.slice(at + length)}`;
  }
  return text;
}
