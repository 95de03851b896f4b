/** Why a clause of a scoping filter cannot be used. */
export class ScopeError extends Error {
  override readonly name = "ScopeError";
}
