import { readBase64 } from "./base64.ts";

/** One byte for the revision, one for the number of parts, six for the authority. */
const headLength = 8;
const longestDecimal = 0xffff_ffff;

/**
 * `S-1-5-21-…` of the bytes of a Windows security identifier in Base64, or of that text itself; null for
 * anything else.
 */
export function readSid(written: string): string | null {
  if (/^S-1-\w+(?:-\d+)*$/.test(written)) return written;
  const bytes = readBase64(written);
  if (bytes === null || bytes.length < headLength || bytes.readUInt8(0) !== 1) return null;
  const count = bytes.readUInt8(1);
  if (bytes.length !== headLength + 4 * count) return null;
  const authority = bytes.readUIntBE(2, 6);
  const shown =
    authority > longestDecimal ? `0x${authority.toString(16).padStart(12, "0")}` : String(authority);
  const parts = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(headLength + 4 * index));
  return ["S", 1, shown, ...parts].join("-");
}
