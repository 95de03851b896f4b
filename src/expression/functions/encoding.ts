import { type Signal, failure, show } from "../outcome.ts";
import { readBase64 } from "./base64.ts";
import { each } from "./each.ts";
import { type LibraryFunction, define } from "./library-function.ts";
import { anything, oneOf, optional } from "./parameter.ts";

const encodings = ["Unicode", "ASCII", "UTF8"] as const;
type Encoding = (typeof encodings)[number];

/**
 * Functions between text and its bytes. Base64 is of UTF-16, as .NET keeps text. What takes a single text
 * works on each value of a list; nothing stays nothing.
 */
export const encodingFunctions: readonly LibraryFunction[] = [
  define("ConvertToBase64", [anything], ([source]) =>
    each(source, (text) => Buffer.from(text, "utf16le").toString("base64")),
  ),
  define("ConvertFromBase64", [anything, optional(oneOf(...encodings), "Unicode")], ([source, encoding]) =>
    each(source, (text) => fromBase64(text, encoding)),
  ),
  define("ConvertToUTF8Hex", [anything], ([source]) =>
    each(source, (text) => Buffer.from(text, "utf8").toString("hex").toUpperCase()),
  ),
];

function fromBase64(source: string, encoding: Encoding): string | Signal {
  const bytes = readBase64(source);
  if (bytes === null)
    return failure(`ConvertFromBase64 expects Base64 as its 1st argument: got ${show(source)}`);
  switch (encoding) {
    case "Unicode":
      return bytes.toString("utf16le");
    case "UTF8":
      return bytes.toString("utf8");
    case "ASCII":
      return bytes.toString("latin1").replaceAll(/[\x80-\xFF]/g, "?");
  }
}
