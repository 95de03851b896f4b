import type { Seen } from "../rules/missing-changes.ts";
import type { Failure } from "../rules/operation.ts";

/** What came of one operation's requests, before anything of it is stored. */
export type Written =
  | {
      readonly kind: "done";
      readonly targetId: string;
      readonly unresolved: readonly string[];
      /** False: the target agreed already and nothing was sent. */
      readonly sent: boolean;
      /**
       * How an account that a create did not report was found: `created` by that create, or there `before`.
       * `unseen`: the create did report it, and a look right afterwards does not show it. What it holds is
       * not known, so it has to be looked at again. Null: the write said all there is to know.
       */
      readonly found: "created" | "before" | "unseen" | null;
      /** Whose the account was before, when it moves on only now: a rehire that a 409 brought to light. */
      readonly movedFrom: string | null;
      /** What a look afterwards has shown; null: nobody has looked. */
      readonly seen: Seen | null;
    }
  /** The account is not there any more. */
  | { readonly kind: "gone" }
  /** 409: the target refuses a value that another object of it has. */
  | { readonly kind: "conflict"; readonly message: string }
  /** A create went out and no answer came back. */
  | {
      readonly kind: "unanswered";
      readonly message: string;
      /** An answer did come, and says that it is done, but not what was made. */
      readonly confirmed: boolean;
      /** The target's own failure, where it did answer. */
      readonly failure?: Failure;
    }
  | { readonly kind: "failed"; readonly failure: Failure };
