/** What stops a whole cycle; one object's failure is a value (`Failure`) instead. */
export type StopCode =
  | "credentials"
  | "permission"
  | "unreachable"
  | "sourceIncomplete"
  | "sourceMissing"
  | "notScim"
  | "identityChanged"
  | "leaseLost"
  | "busy"
  | "config"
  | "store";

/** Stops the cycle before anything else is written. The cure says what a person has to do. */
export class StopError extends Error {
  override readonly name = "StopError";
  readonly code: StopCode;
  readonly cure: string;

  constructor(code: StopCode, message: string, options: { cure: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = code;
    this.cure = options.cure;
  }
}
