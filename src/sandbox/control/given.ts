type Given<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The properties that have a value: what is spread over something must not wipe it out. */
export function given<T extends object>(partial: T): Given<T> {
  const entries = Object.entries(partial).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Given<T>;
}
