/**
 * What one thing takes of one core, whatever else the machine does: the median of five, after one to warm up.
 * The time of all threads counts, so that nothing hides in those that collect garbage.
 */
export function medianMs(work: () => void): number {
  work();
  const times = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return times.toSorted((a, b) => a - b)[2] ?? 0;
}
