import { type Outcome, failure, show } from "../outcome.ts";
import { type LibraryFunction, define } from "./library-function.ts";
import { oneOf, optional, text } from "./parameter.ts";

/** Functions between text and its bytes. Base64 is of UTF-16, as .NET keeps text. */
export const encodingFunctions: readonly LibraryFunction[] = [
  define("ConvertToBase64", [text], ([source]) => Buffer.from(source, "utf16le").toString("base64")),
  define("ConvertFromBase64", [text, optional(oneOf("Unicode", "UTF8"), "Unicode")], ([source, encoding]) =>
    fromBase64(source, encoding),
  ),
  define("ConvertToUTF8Hex", [text], ([source]) => Buffer.from(source, "utf8").toString("hex").toUpperCase()),
];

function fromBase64(source: string, encoding: "Unicode" | "UTF8"): Outcome {
  const bytes = Buffer.from(source, "base64");
  // Buffer passes over what is not Base64: only a way back that gives the same is proof.
  if (bytes.toString("base64") !== source.trim()) {
    return failure(`ConvertFromBase64 expects Base64 as its 1st argument: got ${show(source)}`);
  }
  return bytes.toString(encoding === "UTF8" ? "utf8" : "utf16le");
}
