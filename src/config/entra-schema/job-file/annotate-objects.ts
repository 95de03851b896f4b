import { Document, isMap, isScalar, isSeq, type Scalar, type YAMLMap } from "yaml";
import { asComment, type CommentLines, commented, refusedLines, remarkLines } from "./comment.ts";
import { shortestMapping } from "../comparable.ts";
import { escapeReferences } from "./escape-references.ts";
import {
  carried,
  type ImportedGroup,
  type ImportedMapping,
  type ImportedObjects,
  type WrittenClause,
} from "../imported.ts";

/** Comments on `users` or `groups` of the file, each at its place, and the layout of the entries. */
export function annotateObjects(key: Scalar, section: unknown, objects: ImportedObjects): void {
  commented(key, remarkLines(objects.remarks));
  if (!isMap(section)) return;
  const above: Record<string, CommentLines> = {
    [section.has("filter") ? "filter" : "attributes"]: filterLines(objects),
  };
  const anchor = section.has("match") ? "match" : "attributes";
  above[anchor] = [...(above[anchor] ?? []), ...matchLines(objects)];
  for (const pair of section.items) {
    if (!isScalar(pair.key)) continue;
    commented(pair.key, above[String(pair.key.value)] ?? []);
    if (pair.key.value === "filter") layOutFilter(pair.value, carried(objects.filter ?? []));
    if (pair.key.value === "match" && isSeq(pair.value)) pair.value.flow = true;
    if (pair.key.value === "actions" && isSeq(pair.value)) pair.value.flow = true;
    if (pair.key.value === "attributes" && isMap(pair.value)) layOutAttributes(pair.value, objects.mappings);
  }
}

function filterLines({ filter, filterRemarks }: ImportedObjects): CommentLines {
  const refused = (filter ?? []).flatMap(({ clauses, refused: reason }) =>
    reason === null ? [] : refusedLines(reason, filterDocument(clauses)),
  );
  return [...remarkLines(filterRemarks), ...refused];
}

function filterDocument(clauses: readonly WrittenClause[]): Document {
  const document = new Document([clauses.map(escapeReferences)]);
  layOutFilter(document.contents, []);
  return document;
}

function matchLines({ match }: ImportedObjects): CommentLines {
  return match.flatMap(({ paths, refused }) =>
    refused === null
      ? []
      : refusedLines(`matching by ${paths.join(" and ")}: ${refused}`, new Document(paths)),
  );
}

function layOutFilter(filter: unknown, groups: readonly ImportedGroup[]): void {
  if (!isSeq(filter)) return;
  for (const [index, group] of filter.items.entries()) {
    if (!isSeq(group)) continue;
    commented(group, remarkLines(groups[index]?.remarks ?? []));
    for (const clause of group.items) if (isMap(clause)) clause.flow = true;
  }
}

function layOutAttributes(attributes: YAMLMap, mappings: readonly ImportedMapping[]): void {
  const pairs = attributes.items.values();
  let waiting: CommentLines = [];
  for (const { path, mapping, remarks, refused } of mappings) {
    if (refused !== null) {
      waiting = [...waiting, ...remarkLines(remarks), ...refusedMapping(refused, { path, mapping })];
      continue;
    }
    const pair = pairs.next().value;
    if (!isScalar(pair?.key)) continue;
    commented(pair.key, [...waiting, ...remarkLines(remarks)]);
    waiting = [];
    layOutMapping(pair.value);
  }
  if (waiting.length > 0) attributes.comment = asComment(waiting);
}

function refusedMapping(
  reason: string,
  { path, mapping }: Pick<ImportedMapping, "path" | "mapping">,
): CommentLines {
  const document = new Document({ [path]: escapeReferences(shortestMapping(mapping)) });
  const { contents } = document;
  if (isMap(contents)) for (const { value } of contents.items) layOutMapping(value);
  return refusedLines(reason, document);
}

/** An expression stands in quotes; options stand beside it as long as the line stays short. */
function layOutMapping(written: unknown): void {
  if (isScalar(written)) quote(written);
  if (!isMap(written)) return;
  const expression = written.get("expression", true);
  if (isScalar(expression)) quote(expression);
  written.flow = JSON.stringify(written).length < 100;
}

function quote(scalar: Scalar): void {
  scalar.type = String(scalar.value).includes('"') ? "QUOTE_SINGLE" : "QUOTE_DOUBLE";
}
