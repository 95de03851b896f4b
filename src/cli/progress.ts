import { type Params, SingleBar } from "cli-progress";
import type { Progress, Stage } from "../cycle/context.ts";
import { duration, number } from "./phrases.ts";

/** A line on the terminal that says how far a job is; gone without a trace when disposed. */
export type ProgressLine = Disposable & { readonly show: (progress: Progress) => void };

type Payload = { readonly stage: Stage; readonly from: number; readonly total: number | null };

const barWidth = 30;
/** Before this no rate means anything. */
const settledMs = 500;

/** Shows nothing where there is no terminal. */
export function openProgress(terminal: NodeJS.WriteStream | null, job: string): ProgressLine {
  if (terminal === null) return { show: () => undefined, [Symbol.dispose]: () => undefined };
  const bar = new SingleBar({
    stream: terminal,
    format: (_, params, payload: Payload) => progressLine(job, params, payload),
    hideCursor: true,
    clearOnComplete: true,
  });
  let shown: Stage | null = null;

  function show({ stage, done, total }: Progress): void {
    if (stage === shown) {
      bar.setTotal(total ?? 0);
      bar.update(done, { total });
      return;
    }
    shown = stage;
    bar.stop();
    bar.start(total ?? 0, done, { stage, from: done, total } satisfies Payload);
  }

  return { show, [Symbol.dispose]: () => bar.stop() };
}

/** `dialpad  apply  ███████░░░  120 of 163  9/s  5.0 s left` */
export function progressLine(
  job: string,
  { value, startTime }: Pick<Params, "value" | "startTime">,
  { stage, from, total }: Payload,
): string {
  const elapsed = Date.now() - startTime;
  const rate = elapsed < settledMs ? null : ((value - from) * 1_000) / elapsed;
  const speed = rate === null ? [] : [`${number(Math.round(rate))}/s`];
  if (total === null) return [job, stage, number(value), ...speed].join("  ");
  const left = rate === null || rate === 0 ? [] : [`${duration(((total - value) * 1_000) / rate)} left`];
  return [job, stage, barOf(value, total), `${number(value)} of ${number(total)}`, ...speed, ...left].join(
    "  ",
  );
}

function barOf(value: number, total: number): string {
  const full = total === 0 ? barWidth : Math.min(barWidth, Math.floor((value / total) * barWidth));
  return "█".repeat(full) + "░".repeat(barWidth - full);
}
