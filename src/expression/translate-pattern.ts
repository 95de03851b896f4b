import { PatternError } from "./pattern-error.ts";

/** A .NET regular expression in RE2's spelling, with the names of its groups as they open; null: unnamed. */
export type Translation = { readonly text: string; readonly groups: readonly (string | null)[] };

const word = String.raw`\p{L}\p{Mn}\p{Nd}\p{Pc}`;
const space = String.raw`\s\x0B\x85\p{Z}`;
const lookAround = "look-around takes more than linear time: match the surroundings as groups instead";
const backReference = "a back-reference takes more than linear time: write the text out";
const groupStart = /\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/y;
const options = /\(\?[ims]*(?:-[ims]+)?[:)]/y;
const comment = /\(\?#[^)]*\)/y;
const codeUnit = /\\u([0-9A-Fa-f]{4})/y;

/**
 * .NET's classes know all of Unicode (`\w` matches é), RE2's only ASCII; names of groups and some escapes are
 * spelled differently. Throws `PatternError` for what cannot be matched in linear time.
 */
export function translatePattern(pattern: string): Translation {
  const groups: (string | null)[] = [];
  let text = "";
  let offset = 0;
  while (offset < pattern.length) {
    const part = translatePart(pattern, offset);
    text += part.text;
    offset += part.length;
    if (part.group !== undefined) groups.push(part.group);
  }
  return { text, groups };
}

type Part = { readonly text: string; readonly length: number; readonly group?: string | null };

function translatePart(pattern: string, offset: number): Part {
  const character = pattern[offset] ?? "";
  if (character === "\\") return translateEscape(pattern, offset);
  if (character === "[") return translateClass(pattern, offset);
  if (character !== "(") return { text: character, length: 1 };
  return pattern[offset + 1] === "?"
    ? translateGroup(pattern, offset)
    : { text: "(", length: 1, group: null };
}

function translateGroup(pattern: string, offset: number): Part {
  const named = matchAt(groupStart, pattern, offset);
  const name = named?.[1] ?? named?.[2];
  if (named !== null && name !== undefined)
    return { text: `(?P<${name}>`, length: named[0].length, group: name };
  const skipped = matchAt(comment, pattern, offset);
  if (skipped !== null) return { text: "", length: skipped[0].length };
  const plain = matchAt(options, pattern, offset);
  if (plain !== null) return { text: plain[0], length: plain[0].length };
  const start = pattern.slice(offset, offset + 4);
  if (/^\(\?<?[=!]/.test(start)) throw new PatternError(pattern, lookAround);
  throw new PatternError(pattern, `"${start}" is not supported`);
}

function translateEscape(pattern: string, offset: number): Part {
  const unit = matchAt(codeUnit, pattern, offset);
  if (unit !== null) return { text: String.raw`\x{${unit[1] ?? ""}}`, length: unit[0].length };
  const escaped = pattern[offset + 1] ?? "";
  if (/[1-9k]/.test(escaped)) throw new PatternError(pattern, backReference);
  const text = outsideClass[escaped] ?? translateLetter(escaped);
  return { text, length: 2 };
}

/** `[a-z\W]` becomes `(?:[a-z]|[^\w])`, as a class of RE2 cannot hold the complement of another. */
function translateClass(pattern: string, start: number): Part {
  const negated = pattern[start + 1] === "^";
  let offset = start + (negated ? 2 : 1);
  let body = "";
  const complements: string[] = [];
  for (let first = true; pattern[offset] !== "]" || first; first = false) {
    const character = pattern[offset];
    if (character === undefined) throw new PatternError(pattern, "a [ has no closing ]");
    if (character === "-" && pattern[offset + 1] === "[" && !first) {
      throw new PatternError(pattern, "subtraction from a class is not supported: write the characters out");
    }
    const escaped = pattern[offset + 1] ?? "";
    const complement = character === "\\" ? complementOf[escaped] : undefined;
    if (complement !== undefined) {
      complements.push(complement);
      offset += 2;
    } else if (character === "\\") {
      const unit = matchAt(codeUnit, pattern, offset);
      body += unit === null ? (insideClass[escaped] ?? translateLetter(escaped)) : `\\x{${unit[1] ?? ""}}`;
      offset += unit?.[0].length ?? 2;
    } else {
      body += character === "[" || (character === "]" && first) ? `\\${character}` : character;
      offset++;
    }
  }
  const length = offset + 1 - start;
  if (complements.length === 0) return { text: `[${negated ? "^" : ""}${body}]`, length };
  if (negated) throw new PatternError(pattern, String.raw`\W and \S inside [^…] are not supported`);
  return { text: `(?:${[...(body === "" ? [] : [`[${body}]`]), ...complements].join("|")})`, length };
}

const complementOf: Readonly<Record<string, string>> = { W: `[^${word}]`, S: `[^${space}]` };
const insideClass: Readonly<Record<string, string>> = {
  w: word,
  s: space,
  d: String.raw`\p{Nd}`,
  D: String.raw`\P{Nd}`,
  b: String.raw`\x08`,
};
const outsideClass: Readonly<Record<string, string>> = {
  ...complementOf,
  w: `[${word}]`,
  s: `[${space}]`,
  d: String.raw`\p{Nd}`,
  D: String.raw`\P{Nd}`,
  Z: String.raw`\z`,
};

function translateLetter(escaped: string): string {
  if (escaped === "e") return String.raw`\x1B`;
  return escaped > "\x7F" ? escaped : `\\${escaped}`;
}

function matchAt(expression: RegExp, text: string, offset: number): RegExpExecArray | null {
  expression.lastIndex = offset;
  return expression.exec(text);
}
