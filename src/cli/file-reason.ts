/** Why a file could not be read or written, in plain words. */
export function fileReason(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  const known = typeof code === "string" ? reasons.get(code) : undefined;
  return known ?? (cause instanceof Error ? cause.message : String(cause));
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file"],
  ["EISDIR", "it is a folder"],
  ["ENOTDIR", "a part of its path is a file, not a folder"],
  ["EEXIST", "it exists already"],
  ["EACCES", "this user may not"],
  ["EPERM", "this user may not"],
  ["EROFS", "nothing can be written there"],
  ["ENOSPC", "there is no room left"],
]);
