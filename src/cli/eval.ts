import { type Command, InvalidArgumentError, Option } from "commander";
import type { EvalOptions } from "./eval-one.ts";
import { jsonOption } from "./options.ts";
import type { Run } from "./world.ts";

const examples = `
Examples:
  lockstep eval 'Join(" ", [givenName], [surname])' --source '{"givenName":"Ada","surname":"Lovelace"}'
  lockstep eval 'Left([mail], 3)' --tree
  lockstep eval 'IIF([city]="Bern", "CH", )' --strict
  lockstep eval 'SelectUniqueValue([mailNickname], Append([mailNickname], "2"))' --source '{"mailNickname":"ada"}' --taken ada
  echo '{"id":1,"expr":"[mail]","source":{"mail":"ada@example.com"}}' | lockstep eval --batch
`;

/** `eval`: what an expression comes to. */
export function addEval(program: Command, run: Run): void {
  program
    .command("eval")
    .summary("evaluate an expression")
    .description("Evaluates an expression of a mapping on one object. Needs no configuration.")
    .argument("[expression]", "the expression; none with --batch")
    .addOption(
      new Option(
        "--source <json>",
        "the object's attributes, by their Entra names; all others have no value",
      ).argParser(parseSource),
    )
    .addOption(
      new Option(
        "--taken <value>",
        "a value in use in the target, for SelectUniqueValue; several times for more",
      )
        .argParser((value, all: readonly string[]) => [...all, value])
        .default([], "none")
        .conflicts("batch"),
    )
    .addOption(new Option("--tree", "print how the expression was read").default(false).conflicts("batch"))
    .addOption(
      new Option("--strict", "refuse what a job with compatibility: strict refuses")
        .default(false)
        .conflicts("batch"),
    )
    .option("--batch", 'read {"id","expr","source"} one a line from stdin, print one result a line', false)
    .addOption(jsonOption())
    .addHelpText("after", examples)
    .action((expression: string | undefined, options: EvalOptions & { batch: boolean }, command: Command) => {
      if ((expression === undefined) !== options.batch) {
        command.error("error: give either an expression or --batch");
      }
      return run(async (tools) => {
        if (expression === undefined) return await (await import("./eval-batch.ts")).evalBatch(tools);
        return await (await import("./eval-one.ts")).evalOne(tools, expression, options);
      });
    });
}

function parseSource(text: string): EvalOptions["source"] {
  const source = parsed(text);
  if (!isObject(source)) {
    throw new InvalidArgumentError('It should be a JSON object such as {"givenName":"Ada"}.');
  }
  return source;
}

function isObject(value: unknown): value is NonNullable<EvalOptions["source"]> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
