/** Letters as .NET's invariant culture changes them: each one alone, so that ß stays ß. */
export function toUpper(text: string): string {
  return beyondAscii.test(text) ? Array.from(text, upperLetter).join("") : text.toUpperCase();
}

export function toLower(text: string): string {
  return beyondAscii.test(text) ? Array.from(text, lowerLetter).join("") : text.toLowerCase();
}

/** Letters as a culture changes them: .NET has letters of their own for Turkic ones alone, and ß stays ß. */
export function upperIn(culture: string): (text: string) => string {
  const locale = turkic.test(culture) ? "tr" : "en";
  return (text) => Array.from(text, (one) => sameLength(one, one.toLocaleUpperCase(locale))).join("");
}

export function lowerIn(culture: string): (text: string) => string {
  const isTurkic = turkic.test(culture);
  return (text) =>
    Array.from(text, (one) =>
      isTurkic ? one.toLocaleLowerCase("tr") : one === "İ" ? "i" : sameLength(one, one.toLowerCase()),
    ).join("");
}

/** First letter of each word large, the others small; words end at .NET's separators, or at those given. */
export function toProperCase(text: string, separators: ReadonlySet<string> | null): string {
  let result = "";
  let inWord = false;
  for (const character of toLower(text)) {
    if (separators === null ? netSeparator.test(character) : separators.has(character)) {
      inWord = false;
      result += character;
    } else if (inWord) {
      result += character;
    } else {
      inWord = separators !== null || letter.test(character);
      result += upperLetter(character);
    }
  }
  return result;
}

/**
 * Letters without their marks, as Entra's table has them: ä → a, ø → oe, ß → ss. Other scripts keep theirs.
 */
export function withoutDiacritics(text: string): string {
  if (!beyondAscii.test(text)) return text;
  return text
    .normalize("NFD")
    .replaceAll(latinMarks, "$1")
    .replaceAll(ownLetters, (found) => ownSpellings[found] ?? found)
    .normalize("NFC");
}

const turkic = /^(?:tr|az)(?:-|$)/i;
const letter = /\p{L}/u;
/** The apostrophe is part of a word to `TextInfo.ToTitleCase`. */
const netSeparator = /(?!')[\p{Z}\p{Cc}\p{Cf}\p{P}\p{S}]/u;
const beyondAscii = /[^\0-\x7F]/;
const latinMarks = /(\p{Script=Latin})[\u0300-\u036F]+/gu;
const ownSpellings: Readonly<Record<string, string>> = {
  æ: "ae",
  Æ: "AE",
  ø: "oe",
  Ø: "OE",
  œ: "oe",
  Œ: "OE",
  ß: "ss",
  ẞ: "SS",
  ł: "l",
  Ł: "L",
  ı: "i",
};
const ownLetters = new RegExp(`[${Object.keys(ownSpellings).join("")}]`, "g");

/** The Turkish i without its dot and the long s have no counterpart in the invariant culture. */
function upperLetter(character: string): string {
  if (character === "ı" || character === "ſ") return character;
  return sameLength(character, character.toUpperCase());
}

function lowerLetter(character: string): string {
  return sameLength(character, character.toLowerCase());
}

function sameLength(character: string, changed: string): string {
  return changed.length === character.length ? changed : character;
}
