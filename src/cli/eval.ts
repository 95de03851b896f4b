import { createInterface } from "node:readline";
import { type Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { evalLine } from "../expression/eval-line.ts";
import type { Result } from "../expression/value.ts";
import { jsonOption } from "./options.ts";
import type { ExitCode, Run, Tools, World } from "./world.ts";

type Source = { readonly [attribute: string]: unknown };
type EvalOptions = { readonly source: Source; readonly batch: boolean; readonly json: boolean };

/** `eval`: what an expression comes to. */
export function addEval(program: Command, run: Run): void {
  program
    .command("eval")
    .summary("evaluate an expression")
    .description("Evaluates an expression of a mapping on one object. Needs no configuration.")
    .argument("[expression]", "the expression; none with --batch")
    .addOption(
      new Option("--source <json>", "the object's attributes, by their Entra names")
        .argParser(parseSource)
        .default({}, "no attribute has a value"),
    )
    .option("--batch", 'read {"id","expr","source"} one a line from stdin, print one result a line', false)
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `\nExample:\n  lockstep eval 'Join(" ", [givenName], [surname])' --source '{"givenName":"Ada","surname":"Lovelace"}'\n`,
    )
    .action((expression: string | undefined, options: EvalOptions, command: Command) => {
      if ((expression === undefined) !== options.batch) {
        command.error("error: give either an expression or --batch");
      }
      return run((tools) =>
        expression === undefined ? evalBatch(tools) : evalOne(tools, expression, options),
      );
    });
}

async function evalOne({ world }: Tools, expr: string, { source, json }: EvalOptions): Promise<ExitCode> {
  const result = evalLine({ expr, source }, { now: world.now(), random: world.random });
  if (json) world.print(JSON.stringify(result, null, 2));
  else printResult(world, result);
  return result.kind === "error" ? 1 : 0;
}

function printResult(world: World, result: Result): void {
  switch (result.kind) {
    case "value":
      return world.print(result.value);
    case "list":
      return result.value.forEach((value) => world.print(value));
    case "null":
      return world.print("(null)");
    case "ignoreFlow":
      return world.print("(the attribute is left alone)");
    case "ignoreObject":
      return world.print("(the object is left alone)");
    case "error":
      return world.report(`error: ${result.message}`);
  }
}

const lineShape = z.object({
  id: z.unknown(),
  expr: z.string(),
  source: z.record(z.string(), z.unknown()).default({}),
  now: z.string().optional(),
  taken: z.array(z.string()).optional(),
});

/** One answer a line, as soon as its question is there. A mistake in an expression is an answer as well. */
async function evalBatch({ world }: Tools): Promise<ExitCode> {
  let unreadable = 0;
  for await (const text of createInterface({ input: world.stdin, signal: world.signal })) {
    if (text.trim() === "") continue;
    const line = lineShape.safeParse(parsed(text));
    if (line.success) {
      const { id, ...about } = line.data;
      const result = evalLine(about, { now: world.now(), random: world.random });
      world.print(JSON.stringify({ id, ...result }));
    } else {
      unreadable += 1;
      const message = `expected a line like {"id":1,"expr":"[mail]","source":{"mail":"ada@example.com"}}: got ${text}`;
      world.print(JSON.stringify({ id: null, kind: "error", message }));
    }
  }
  return unreadable === 0 ? 0 : 1;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function parseSource(text: string): Source {
  const source = z.record(z.string(), z.unknown()).safeParse(parsed(text));
  if (!source.success)
    throw new InvalidArgumentError('It should be a JSON object such as {"givenName":"Ada"}.');
  return source.data;
}
