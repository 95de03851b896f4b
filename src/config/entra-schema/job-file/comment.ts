import type { Document, Node } from "yaml";
import type { Remark } from "../imported.ts";

const width = 100;

/** Lines of a comment, without their `#`. */
export type CommentLines = readonly string[];

/** Prose, broken into lines. */
export function commentBlock(text: string): CommentLines {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + word.length >= width) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}

export function remarkLines(remarks: readonly Remark[]): CommentLines {
  return remarks.flatMap(({ kind, text }) =>
    commentBlock(kind === "lost" ? `Not carried over: ${text}` : text),
  );
}

/** What cannot stand in the file, as it would be written there, under its reason. */
export function refusedLines(reason: string, written: Document): CommentLines {
  const lines = written.toString({ lineWidth: 0 }).trimEnd().split("\n");
  return [...commentBlock(`Not carried over: ${reason}`), ...lines];
}

/** Puts a comment above a node. */
export function commented(node: Node, lines: CommentLines): void {
  if (lines.length > 0) node.commentBefore = asComment(lines);
}

/** As the YAML library takes a comment. */
export function asComment(lines: CommentLines): string {
  return lines
    .flatMap((line) => line.split(/\r?\n|\r/))
    .map((line) => ` ${line}`)
    .join("\n");
}

export function commentedLines(lines: CommentLines): string {
  return lines
    .flatMap((line) => line.split(/\r?\n|\r/))
    .map((line) => `# ${line}`.trimEnd())
    .join("\n");
}
