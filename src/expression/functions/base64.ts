/** The bytes behind Base64, which may be broken into lines; null for what is none. */
export function readBase64(written: string): Buffer | null {
  const text = written.replaceAll(/\s+/g, "");
  const bytes = Buffer.from(text, "base64");
  // Buffer passes over what is not Base64: only a way back that gives the same is proof.
  return bytes.toString("base64") === text ? bytes : null;
}
