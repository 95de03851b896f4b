import { ScimError } from "./scim-error.ts";

/**
 * `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:department`; a URN alone has no attribute.
 */
export type PatchPath = {
  readonly urn: string | null;
  readonly attribute: string | null;
  readonly filter: { readonly attribute: string; readonly value: string } | null;
  readonly sub: string | null;
};

// Written anew rather than taken from the engine, whose reading of a path this server is there to check.
const coreUrn = /^urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group):/i;
const wholeExtension = /^urn:ietf:params:scim:schemas:extension:\w+:2\.0:\w+$/i;
const extensionUrn = /^(urn:.+):([^:.[]+(?:[.[].*)?)$/i;
const plain = /^([\w$-]+)(?:\[([\w$-]+) eq "((?:[^"\\]|\\.)*)"\])?(?:\.([\w$-]+))?$/i;

export function readPath(text: string): PatchPath {
  if (wholeExtension.test(text)) return { urn: text, attribute: null, filter: null, sub: null };
  const withoutCore = text.replace(coreUrn, "");
  const extension = extensionUrn.exec(withoutCore);
  const urn = extension?.[1] ?? null;
  const match = plain.exec(extension?.[2] ?? withoutCore);
  if (match === null) throw new ScimError(400, "invalidPath", `'${text}' is not a path.`);
  const [, attribute = "", name, value, sub = null] = match;
  const filter = name === undefined || value === undefined ? null : { attribute: name, value };
  return { urn, attribute, filter, sub };
}
