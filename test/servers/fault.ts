/** What goes wrong with the next requests of one method. */
export type Fault = { readonly method: string; times: number; readonly delayMs?: number } & (
  | { readonly kind: "delay" | "hangUpBefore" | "hangUpAfter" }
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
);
