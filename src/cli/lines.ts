/**
 * The lines of a stream of UTF-8 text, without a byte order mark. Not `readline`: that also ends a line at
 * U+2028 and U+2029, which JSON allows inside a text.
 */
export async function* lines(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of input) {
    const whole = (rest + decoder.decode(Buffer.from(chunk), { stream: true })).split("\n");
    rest = whole.pop() ?? "";
    yield* whole;
  }
  yield rest + decoder.decode();
}
