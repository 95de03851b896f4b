/** Letters as .NET's invariant culture changes them: each one alone, so that ß stays ß. */
export function toUpper(text: string): string {
  const upper = text.toUpperCase();
  return upper.length === text.length ? upper : Array.from(text, upperLetter).join("");
}

export function toLower(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : Array.from(text, lowerLetter).join("");
}

/** First letter of each word large, the others small; words end at .NET's separators, or at those given. */
export function toProperCase(text: string, separators: string | null): string {
  let result = "";
  let inWord = false;
  for (const character of toLower(text)) {
    if (separators === null ? netSeparator.test(character) : separators.includes(character)) {
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

const letter = /\p{L}/u;
/** The apostrophe is part of a word to `TextInfo.ToTitleCase`. */
const netSeparator = /(?!')[\p{Z}\p{Cc}\p{P}\p{S}]/u;
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

function upperLetter(character: string): string {
  const upper = character.toUpperCase();
  return upper.length === character.length ? upper : character;
}

function lowerLetter(character: string): string {
  const lower = character.toLowerCase();
  return lower.length === character.length ? lower : character;
}
