/** What is wrong at one place of a configuration file; lines and columns count from 1. */
export type Problem = {
  /** As the user wrote the folder: `config/jobs/dialpad.yaml`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
};

/** `config/jobs/dialpad.yaml:24:13: unknown operator "EQUAL": did you mean "EQUALS"?` */
export function printProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
}

/** In reading order, which is the order in which a person mends a file. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
}
