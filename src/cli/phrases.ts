/** `1,234` */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** `1 user`, `2 users` */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${number(count)} ${count === 1 ? noun : plural}`;
}

/** `340 ms`, `21.4 s`, `3 min 20 s`, `2 h 5 min` */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `2026-11-21 08:30:00Z` */
export function moment(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace("T", " ")}Z`;
}
