/** What a body looks like from outside: reading it is for those who need what is in it. */
export type BodyKind = "json" | "half" | "page" | "empty" | "other";

/** `half`: it begins as a JSON object and does not end as one. */
export function bodyOf(body: string): BodyKind {
  const text = body.trim();
  if (text === "") return "empty";
  if (text.startsWith("<")) return "page";
  if (!text.startsWith("{")) return "other";
  return text.endsWith("}") ? "json" : "half";
}
