/** As .NET's invariant culture has them. */
export const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
export const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** Years written with two digits end here, as .NET's Gregorian calendar has it. */
const lastShortYear = 49;

/** The year that one of two digits means. */
export function fullYear(year: number): number {
  return year + (year <= lastShortYear ? 2000 : 1900);
}
