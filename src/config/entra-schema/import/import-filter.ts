import type { ObjectType } from "../../../rules/directory.ts";
import { type ImportedGroup, lost, note, type Remark, type WrittenClause } from "../imported.ts";
import { lockstepOperator } from "../operator-names.ts";
import type { EntraClause, EntraFilterGroup, EntraObjectMapping } from "../schema-shape.ts";
import { sourceRemarks } from "./mapping-remarks.ts";

export type ImportedFilter = {
  readonly filter: readonly ImportedGroup[] | null;
  readonly filterRemarks: readonly Remark[];
};

/** A scope without groups passes everybody. */
export function importFilter(scope: EntraObjectMapping["scope"], type: ObjectType): ImportedFilter {
  if (!scope) return { filter: null, filterRemarks: [] };
  const isFilter = scope.groups.some(({ clauses }) => clauses.length > 0);
  const groups = isFilter ? scope.groups.map((group) => importGroup(group, type)) : [];
  const filterRemarks = [
    ...experimental("inputFilterGroups", scope.inputFilterGroups),
    ...experimental("categoryFilterGroups", scope.categoryFilterGroups),
  ];
  return { filter: groups.length === 0 ? null : groups, filterRemarks };
}

function importGroup({ name, clauses }: EntraFilterGroup, type: ObjectType): ImportedGroup {
  const several = clauses.find(({ targetOperand }) => (targetOperand?.values.length ?? 0) > 1);
  const refused =
    clauses.length === 0
      ? "a group without clauses: Entra does not say whether everybody passes it"
      : several === undefined
        ? null
        : `${clauseText(several)}: Entra does not say what several values mean`;
  const attributes = clauses.map(({ sourceOperandName }) => sourceOperandName);
  return {
    clauses: clauses.map(importClause),
    remarks: [...(name === "" ? [] : [note(name)]), ...sourceRemarks(attributes, type)],
    refused,
  };
}

function importClause(entra: EntraClause): WrittenClause {
  const { sourceOperandName: attribute, operatorName } = entra;
  const operator = lockstepOperator(operatorName);
  const value = entra.targetOperand?.values[0] ?? "";
  // Entra's editor leaves a value behind when the operator takes none.
  return value === "" || operator.startsWith("IS ")
    ? { attribute, operator }
    : { attribute, operator, value };
}

function* experimental(key: string, groups: readonly EntraFilterGroup[]): Iterable<Remark> {
  const texts = groups
    .filter(({ clauses }) => clauses.length > 0)
    .map(({ clauses }) => clauses.map(clauseText).join(" and "));
  if (texts.length === 0) return;
  yield lost(
    `${key}, which Entra calls experimental: ${texts.join("; or ")}. Whoever Entra keeps out by this passes ` +
      "here: add the clauses to each group of the filter if they are to stay out",
  );
}

function clauseText({ sourceOperandName, operatorName, targetOperand }: EntraClause): string {
  const values = targetOperand?.values ?? [];
  return [sourceOperandName, operatorName, ...values.map((value) => JSON.stringify(value))].join(" ");
}
