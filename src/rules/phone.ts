import type { AttributePath } from "./attribute-path.ts";

/** Whether the values at a path are telephone numbers (RFC 7643 section 4.1.2). */
export function holdsPhones({ urn, attribute, sub }: AttributePath): boolean {
  return (
    urn === null && attribute.toLowerCase() === "phonenumbers" && (sub ?? "value").toLowerCase() === "value"
  );
}

/**
 * Whether two texts are one telephone number: servers give back `tel:` addresses and E.164 (`+442079460958`)
 * for whatever they were sent. A number without its country is the one that ends in it.
 */
export function isSamePhone(left: string, right: string): boolean {
  const [one, other] = [numberOf(left), numberOf(right)];
  if (one === null || other === null) return left === right;
  if (one.extension !== other.extension) return false;
  if (one.international === other.international) return one.digits === other.digits;
  const [whole, local] = one.international ? [one, other] : [other, one];
  const significant = local.digits.replace(/^0+/, "");
  return significant.length >= shortest && whole.digits.endsWith(significant);
}

/** Below so many digits a number without its country says too little. */
const shortest = 7;

const phone = /^(?:tel:)?(\+|00)?((?:\d|[\s\p{Pd}.()/])+)(?:;?(?:ext\.?=?|x)\s*(\d+))?$/iu;

type PhoneNumber = {
  readonly international: boolean;
  readonly digits: string;
  readonly extension: string;
};

/** Null for what is no telephone number. */
function numberOf(text: string): PhoneNumber | null {
  const found = phone.exec(text.trim());
  if (found === null) return null;
  const [, prefix, written = "", extension = ""] = found;
  const international = prefix !== undefined;
  // The trunk prefix that is not dialled from abroad.
  const dialled = international ? written.replace(/\(\s*0\s*\)/, "") : written;
  return { international, digits: dialled.replaceAll(/\D/g, ""), extension };
}
