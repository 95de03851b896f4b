import { z } from "zod";
import { duration, textOrEmpty } from "./leaf.ts";

/** `config/lockstep.yaml`: the one source of its validation and of its JSON Schema. */
export const serviceShape = z
  .strictObject({
    store: z
      .string()
      .superRefine((store, context) => {
        const message = objectionToStore(store);
        if (message !== null) context.addIssue({ code: "custom", message });
      })
      .meta({ description: "Where Lockstep remembers", examples: ["sqlite:../data/lockstep.db"] })
      .optional(),
    redis: textOrEmpty("Redis of a schedule over several machines; empty: in-process").optional(),
    console: z
      .strictObject({
        listen: z
          .string()
          .regex(/^.+:\d{1,5}$/, "should be an address and a port such as 127.0.0.1:8080")
          .describe("Address and port of the console")
          .optional(),
      })
      .describe("The web console")
      .optional(),
    smtp: z
      .strictObject({
        url: textOrEmpty("Mail server: smtp://user:password@host:587").optional(),
        from: textOrEmpty("Sender of mail").optional(),
      })
      .describe("How mail is sent")
      .optional(),
    logRetention: duration("How long the provisioning log is kept", { allowZero: false }).optional(),
  })
  .meta({ title: "Lockstep service" });

/** A service file whose shape is right, before defaults. */
export type WrittenService = z.output<typeof serviceShape>;

function objectionToStore(store: string): string | null {
  if (/^sqlite:./.test(store)) return null;
  if (/^postgres(ql)?:/.test(store)) return "should be sqlite:PATH: PostgreSQL is not available yet";
  return "should be sqlite:PATH, such as sqlite:../data/lockstep.db";
}
