/** Switches by name, with the values that each can take. The first value of each is the usual one. */
export type Space = Readonly<Record<string, readonly unknown[]>>;

/** A value for every switch, as an index into its values. */
export type Row = Readonly<Record<string, number>>;

/** Two settings that cannot be together: `name=index`. */
export type Exclusion = readonly [setting: string, other: string];

export function setting(name: string, index: number): string {
  return `${name}=${String(index)}`;
}

export function isAllowed(row: Row, exclusions: readonly Exclusion[]): boolean {
  const settings = new Set(Object.entries(row).map(([name, index]) => setting(name, index)));
  return exclusions.every(([one, other]) => !settings.has(one) || !settings.has(other));
}
