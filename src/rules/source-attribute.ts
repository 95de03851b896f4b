import { suggest } from "../expression/suggest.ts";
import { toText, toValue } from "../expression/to-value.ts";
import type { AttributeReader, Value } from "../expression/value.ts";
import { type Attributes, noRelations, type ObjectType } from "./directory.ts";
import type { RelationName, Relations, SourceObject } from "./directory.ts";
import { computedNames, entraNames, graphNames } from "./known-attributes.ts";
import { groupNames, roleNames, roleTexts } from "./relation-values.ts";

/** What no property of the object says: the engine works it out. */
export type Computed = { readonly isSoftDeleted: boolean; readonly relations: Relations };

/**
 * The `$select` property of Microsoft Graph behind an attribute, which is named as Entra or as Graph names
 * it; null for one that is computed. A dotted name needs its first part.
 */
export function graphSelect(name: string, type: ObjectType): string | null {
  if (computedNames[type].includes(name)) return null;
  const path = entraNames[type].get(name) ?? name;
  return path.split(".", 1)[0] ?? path;
}

/**
 * Reads an object's attributes by the names that expressions and filters use: Entra's, Graph's, a dotted path
 * into Graph's JSON, or `manager.` and a name of the manager's own. The `userPrincipalName` of a guest is the
 * address it was invited by, as in Entra.
 */
export function attributeReader(object: SourceObject, computed: Computed): AttributeReader {
  const reads = knownReads[object.type];
  return (name) => {
    let read = reads.get(name);
    if (read === undefined) {
      read = makeRead(name, object.type);
      reads.set(name, read);
    }
    return read(object, computed);
  };
}

/** Which relations stand behind these attribute names. */
export function relationsRead(reads: ReadonlySet<string>): readonly RelationName[] {
  const read: RelationName[] = [];
  if (reads.has("appRoleAssignments") || reads.has("appRoles")) read.push("roles");
  if (reads.has("memberOf")) read.push("memberOf");
  if (reads.values().some((name) => name.startsWith("manager."))) read.push("manager");
  return read;
}

/** Names that mappings and filters can be expected to use. */
export function knownAttributes(type: ObjectType): readonly string[] {
  return known[type];
}

/** Whether Microsoft Graph, or the engine, is known to have it. Any directory extension counts. */
export function isKnownAttribute(name: string, type: ObjectType): boolean {
  if (name.startsWith("extension_")) return true;
  if (type === "user" && name.startsWith(managerPrefix)) {
    return isKnownAttribute(name.slice(managerPrefix.length), "user");
  }
  return known[type].includes(name.split(".", 1)[0] ?? name);
}

/** The name that was probably meant by one that is not known; null for a known one, or where none is near. */
export function suggestAttribute(name: string, type: ObjectType): string | null {
  if (name.startsWith("extension_")) return null;
  if (type === "user" && name.startsWith(managerPrefix)) return suggestOfManager(name);
  const [property = name] = name.split(".", 1);
  return known[type].includes(property) ? null : suggest(property, known[type]);
}

/** Why rules cannot read an attribute by this name; null where they can. */
export function attributeFlaw(name: string, type: ObjectType): string | null {
  const suggestion = suggestAttribute(name, type);
  if (suggestion !== null) return `unknown attribute "${name}": did you mean "${suggestion}"?`;
  const ofManager = type === "user" && name.startsWith(managerPrefix);
  if (!ofManager || !computedNames.user.includes(name.slice(managerPrefix.length))) return null;
  return `"${name}" cannot be read: of a manager only the properties are known`;
}

type Read = (object: SourceObject, computed: Computed) => Value;

const known = { user: namesOf("user"), group: namesOf("group") };
/** Grows by one for each name that rules use: how a name is read is found out once. */
const knownReads = { user: new Map<string, Read>(), group: new Map<string, Read>() };
const guestMark = /#EXT#/i;
const managerPrefix = "manager.";
/** Of a manager only the properties are known. */
const unrelated: Computed = { isSoftDeleted: false, relations: noRelations };

function namesOf(type: ObjectType): readonly string[] {
  return [...new Set([...entraNames[type].keys(), ...computedNames[type], ...graphNames[type]])];
}

function suggestOfManager(name: string): string | null {
  const suggestion = suggestAttribute(name.slice(managerPrefix.length), "user");
  return suggestion === null ? null : managerPrefix + suggestion;
}

function makeRead(name: string, type: ObjectType): Read {
  if (graphSelect(name, type) === null) return computedReads.get(name) ?? (() => null);
  if (type === "user" && name.startsWith(managerPrefix)) return makeManagerRead(name);
  const path = entraNames[type].get(name) ?? name;
  if (path === "id") return ({ id }) => id;
  if (name === "userPrincipalName") {
    return ({ attributes }) => guestAddress(toValue(attributes["userPrincipalName"]));
  }
  if (!path.includes(".")) return ({ attributes }) => toValue(attributes[path]);
  const properties = path.split(".");
  return ({ attributes }) => toValue(follow(attributes, properties));
}

/** What no property of the object says. */
const computedReads: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["IsSoftDeleted", (_, { isSoftDeleted }) => (isSoftDeleted ? "True" : "False")],
  ["appRoleAssignments", (_, { relations }) => roleTexts(relations.roles)],
  ["appRoles", (_, { relations }) => roleNames(relations.roles)],
  ["memberOf", (_, { relations }) => groupNames(relations.memberOf)],
]);

/** What the directory put beside the manager's id comes first; else what the mirror knows of that person. */
function makeManagerRead(name: string): Read {
  const read = makeRead(name.slice(managerPrefix.length), "user");
  return ({ attributes }, { relations }) => {
    const inline = attributes["manager"];
    const beside = isAttributes(inline) ? readManager(inline, read) : null;
    if (relations.manager === null || (beside !== null && beside !== "")) return beside;
    return readManager(relations.manager, read);
  };
}

function readManager(attributes: Attributes, read: Read): Value {
  const id = toText(attributes["id"]) ?? "";
  return read({ type: "user", id, state: "active", attributes }, unrelated);
}

/** `alias_home.com#EXT#@tenant` is `alias@home.com`. */
function guestAddress(name: Value): Value {
  if (typeof name !== "string") return name;
  const mark = name.search(guestMark);
  if (mark === -1) return name;
  const alias = name.slice(0, mark);
  const at = alias.lastIndexOf("_");
  return at === -1 ? alias : `${alias.slice(0, at)}@${alias.slice(at + 1)}`;
}

function follow(json: unknown, properties: readonly string[]): unknown {
  let found: unknown = json;
  for (const property of properties) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, property)) return undefined;
    found = Reflect.get(found, property);
  }
  return found;
}

function isAttributes(value: unknown): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
