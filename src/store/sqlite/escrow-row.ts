import type { ObjectType } from "../../rules/directory.ts";
import type { Failure, OperationKind } from "../../rules/operation.ts";
import type { Escrow, NamedEscrow } from "../operations.ts";
import { dateOrNull, integer, text, textOrNull, type Row } from "./row.ts";

export function escrowRow(row: Row): Escrow {
  return {
    operation: text(row, "operation") as OperationKind,
    failure: JSON.parse(text(row, "failure")) as Failure,
    attempts: integer(row, "attempts"),
    firstFailed: new Date(integer(row, "first_failed")),
    nextTry: dateOrNull(row, "next_try"),
  };
}

export function namedEscrowRow(row: Row): NamedEscrow {
  const id = text(row, "source_id");
  return {
    ...escrowRow(row),
    type: text(row, "type") as ObjectType,
    source: { id, name: textOrNull(row, "name") ?? id },
  };
}
