const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of `30s`, `40m`, `24h` or `0d`; null where the text is no duration. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = /^(\d{1,9})([smhd])$/.exec(text.trim()) ?? [];
  return amount === undefined ? null : Number(amount) * units[unit as keyof typeof units];
}
