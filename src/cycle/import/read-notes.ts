import type { ObjectType } from "../../rules/directory.ts";
import type { SourceRecord } from "../../rules/source-record.ts";

type Ids = { readonly [type in ObjectType]: Set<string> };

/** What a read says besides showing what there is. */
export class ReadNotes {
  /** Objects that a direct read did not find, even if another answer showed them. */
  readonly missing: Ids = { user: new Set(), group: new Set() };
  readonly unreadable: Ids = { user: new Set(), group: new Set() };
  /** Groups whose members have been read, and that nobody is in. */
  readonly empty = new Set<string>();
  /** Groups that everybody has left as the change feed says; that some have does not tell of the others. */
  readonly left = new Set<string>();

  note(records: readonly SourceRecord[]): void {
    for (const record of records) {
      const { kind } = record;
      if (kind === "missing" || kind === "unreadable") this[kind][record.type].add(record.id);
      else if (kind === "object") this.unreadable[record.type].delete(record.id);
      else if (kind === "members" && record.members.length === 0) this.empty.add(record.groupId);
      else if (kind === "left" && record.memberIds === "all") this.left.add(record.groupId);
    }
  }
}
