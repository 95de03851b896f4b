import { type Problem, printProblem } from "./problem.ts";

/** The configuration cannot be used; nothing has been opened or sent. */
export class RefusedConfig extends Error {
  override readonly name = "RefusedConfig";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(printProblem).join("\n"));
    this.problems = problems;
  }
}
