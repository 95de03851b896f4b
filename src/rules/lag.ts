/** How far the directory's servers may be apart, as far as is known. */
export const lagMs = 10 * 60_000;
