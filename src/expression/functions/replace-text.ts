import { type Outcome, failure, longestValue } from "../outcome.ts";
import { splitText } from "./find-text.ts";

/** Every `oldValue` of the text becomes the new one; an empty one is nowhere. */
export function replaceText(text: string, oldValue: string, newValue: string): Outcome {
  if (oldValue === "") return text;
  const pieces = splitText(text, oldValue);
  const grown = text.length + (pieces.length - 1) * (newValue.length - oldValue.length);
  return grown > longestValue
    ? failure(`the value grows beyond ${longestValue} characters`)
    : pieces.join(newValue);
}
