/** Milliseconds of this thread's own time that the work takes: the best of three, after one to warm up. */
export function bestTime(work: () => void): number {
  work();
  const times = Array.from({ length: 3 }, () => {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  });
  return Math.min(...times);
}
