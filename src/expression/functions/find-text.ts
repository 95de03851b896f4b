/** Up to here JavaScript's own search is quick enough, which may compare so many characters at each place. */
const shortNeedle = 100;

/** As `String.indexOf`, in time linear in both texts, whatever they are; `from` is within the haystack. */
export function findText(haystack: string, needle: string, from: number): number {
  if (needle.length <= shortNeedle) return haystack.indexOf(needle, from);
  if (needle.length > haystack.length - from) return -1;
  const borders = bordersOf(needle);
  let matched = 0;
  for (let index = from; index < haystack.length; index++) {
    while (matched > 0 && haystack[index] !== needle[matched]) matched = borders[matched - 1] ?? 0;
    if (haystack[index] === needle[matched]) matched++;
    if (matched === needle.length) return index - needle.length + 1;
  }
  return -1;
}

/** As `String.split`, in linear time. */
export function splitText(text: string, delimiter: string): readonly string[] {
  if (delimiter.length <= shortNeedle) return text.split(delimiter);
  const pieces: string[] = [];
  let start = 0;
  for (let end = findText(text, delimiter, 0); end !== -1; end = findText(text, delimiter, start)) {
    pieces.push(text.slice(start, end));
    start = end + delimiter.length;
  }
  return [...pieces, text.slice(start)];
}

/** How much of the beginning of the text also ends it, at each of its places: Knuth, Morris and Pratt. */
function bordersOf(text: string): Uint32Array {
  const borders = new Uint32Array(text.length);
  let border = 0;
  for (let index = 1; index < text.length; index++) {
    while (border > 0 && text[index] !== text[border]) border = borders[border - 1] ?? 0;
    if (text[index] === text[border]) border++;
    borders[index] = border;
  }
  return borders;
}
