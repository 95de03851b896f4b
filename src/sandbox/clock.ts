/** The sandbox's time: the machine's, moved ahead by whatever tests skip. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  advance(ms: number): void;
};

export function createClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance: (ms) => {
      ahead += ms;
    },
  };
}

/** As Graph and SCIM write a time: `2026-11-21T08:30:00Z`. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
