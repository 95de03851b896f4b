import { z } from "zod";
import { duration, text, textOrEmpty, webAddress } from "./leaf.ts";
import { listenAddress } from "./listen-address.ts";

const notifications = z.strictObject({
  listen: listenAddress("Address and port that this process listens on"),
  url: webAddress("The public https address that Microsoft Graph calls and that leads here", {
    example: "https://lockstep.example.com/notifications",
    withoutUser: "Microsoft Graph does not sign in there",
  }),
  tls: z
    .strictObject({
      cert: text("PEM file with the certificate and those in between"),
      key: text("PEM file with its private key"),
    })
    .describe("Certificate for listening by https, where no reverse proxy does that")
    .optional(),
  debounce: duration("From the first notice of a change to its cycle", {
    allowZero: true,
    atMost: "1h",
    examples: ["30s", "1m"],
  }).optional(),
  pause: duration("From the end of a cycle to one that notices begin", {
    allowZero: true,
    atMost: "1h",
    examples: ["2m", "10m"],
  }).optional(),
});

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
        listen: listenAddress("Address and port of the console").optional(),
      })
      .describe("The web console")
      .optional(),
    notifications: notifications
      .describe("How Microsoft Entra ID tells of changes, for a cycle at once; off if left out")
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
