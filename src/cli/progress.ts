import { type Params, SingleBar } from "cli-progress";
import type { Progress, Stage } from "../cycle/context.ts";
import { counted, duration, number } from "./phrases.ts";
import type { World } from "./world.ts";

/** A line on the terminal that says how far a job is; gone without a trace when disposed. */
export type ProgressLine = Disposable & { readonly show: (progress: Progress) => void };

type Payload = { readonly stage: Stage; readonly from: number; readonly total: number | null };
type Waiting = Exclude<Progress, { stage: Stage }>;

const barWidth = 30;
/** Before this no rate means anything. */
const settledMs = 500;
/** Such a wait looks like a program that hangs. */
const longWaitMs = 10_000;

/** Where there is no terminal, it only tells of a long wait. */
export function openProgress(
  { terminal, report }: Pick<World, "terminal" | "report">,
  job: string,
): ProgressLine {
  if (terminal === null) return { show: tellLongWait, [Symbol.dispose]: () => undefined };
  const bar = new SingleBar({
    stream: terminal,
    format: (_, params, payload: Payload | Waiting) =>
      isWaiting(payload) ? waitLine(job, params, payload) : progressLine(job, params, payload),
    hideCursor: true,
    clearOnComplete: true,
  });
  let shown: Progress["stage"] | null = null;

  function show(progress: Progress): void {
    if (isWaiting(progress)) {
      shown = progress.stage;
      bar.stop();
      bar.start(0, 0, progress);
      return;
    }
    const { stage, done, total } = progress;
    if (stage === shown) {
      bar.setTotal(total ?? 0);
      bar.update(done, { total });
      return;
    }
    shown = stage;
    bar.stop();
    bar.start(total ?? 0, done, { stage, from: done, total } satisfies Payload);
  }

  function tellLongWait(progress: Progress): void {
    if (!isWaiting(progress) || progress.ms < longWaitMs) return;
    report(waitLine(job, { startTime: Date.now() }, progress));
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

/** `dialpad  import  Microsoft Graph asks for patience, next try in 42 s` */
export function waitLine(job: string, { startTime }: Pick<Params, "startTime">, waiting: Waiting): string {
  const left = Math.ceil((startTime + waiting.ms - Date.now()) / 1_000);
  const time = left > 60 ? duration(left * 1_000) : `${left} s`;
  return `${job}  import  ${whatFor(waiting)} ${left > 0 ? `in ${time}` : "now"}`;
}

function isWaiting(payload: Payload | Progress): payload is Waiting {
  return payload.stage === "wait" || payload.stage === "secondLook";
}

/** `3 users and 1 group seem gone: looking again` */
function whatFor(waiting: Waiting): string {
  if (waiting.stage === "wait") return `${waiting.reason}, next try`;
  const { user, group } = waiting.seemGone;
  const who = [user > 0 ? counted(user, "user") : "", group > 0 ? counted(group, "group") : ""];
  const verb = user + group === 1 ? "seems" : "seem";
  return `${who.filter((text) => text !== "").join(" and ")} ${verb} gone: looking again`;
}

function barOf(value: number, total: number): string {
  const full = total === 0 ? barWidth : Math.min(barWidth, Math.floor((value / total) * barWidth));
  return "█".repeat(full) + "░".repeat(barWidth - full);
}
