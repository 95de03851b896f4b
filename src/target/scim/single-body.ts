import type { Attributes } from "../../rules/directory.ts";
import type { MemberWrite, ObjectWrite } from "../target.ts";
import type { Line } from "./line.ts";
import type { Update } from "./patch/current.ts";
import { editsOf, needsCurrent } from "./patch/edits.ts";
import { memberBodies } from "./patch/member-bodies.ts";
import { type PatchBody, patchBodies } from "./patch/patch-body.ts";
import { needsProof } from "./patch/proven-removal.ts";
import { choicesNow, updateMethod } from "./patch/update-method.ts";
import { buildResource } from "./resource.ts";

/** The body of the POST that creates the object. */
export function createBody(_line: Line, { type, changes }: ObjectWrite & { kind: "create" }): Attributes {
  return buildResource(type, changes);
}

/**
 * The body of the one PATCH that is the whole update; null where it takes a PUT, several requests, or a look
 * at what is there.
 */
export function updateBody(line: Line, { type, changes, again }: Update): PatchBody | null {
  const choices = choicesNow(line);
  const isAlone = again !== true && updateMethod(line, type) === "PATCH" && !needsCurrent(changes, choices);
  return isAlone ? onlyBody(patchBodies(editsOf(changes, { current: null, choices }), choices)) : null;
}

/** The same for members. */
export function membersBody(line: Line, write: MemberWrite): PatchBody | null {
  const choices = choicesNow(line);
  const isAlone =
    write.again !== true && updateMethod(line, "group") === "PATCH" && !needsProof(line, write, choices);
  return isAlone ? onlyBody(memberBodies(write, choices)) : null;
}

function onlyBody(bodies: readonly PatchBody[]): PatchBody | null {
  return bodies.length === 1 ? (bodies[0] ?? null) : null;
}
