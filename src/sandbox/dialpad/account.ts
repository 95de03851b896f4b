/** Says what SCIM's `active` does not. */
type AccountState = "pending" | "active" | "suspended" | "deleted";

/** One user of the Dialpad company, as the server keeps it. */
export type Account = {
  readonly id: string;
  /** Also the primary address. */
  readonly userName: string;
  readonly workEmail: string | null;
  /** Former addresses, which nobody else can have. */
  readonly aliases: readonly string[];
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly title: string | null;
  readonly externalId: string | null;
  readonly country: string | null;
  readonly officeName: string | null;
  readonly physicalDeliveryOfficeName: string | null;
  readonly department: string | null;
  readonly state: AccountState;
  readonly deletedAt: number | null;
  readonly officeId: string;
  /** What the account takes, or took before it was suspended. */
  readonly license: string;
  readonly number: string | null;
  /** Attributes the server does not know; kept only where it echoes them. */
  readonly unknown: Readonly<Record<string, unknown>>;
  /** The same in the enterprise extension. */
  readonly unknownEnterprise: Readonly<Record<string, unknown>>;
  readonly created: number;
  readonly lastModified: number;
};

/** Every address that belongs to the account. */
export function addressesOf({ userName, workEmail, aliases }: Account): readonly string[] {
  return [userName, ...(workEmail === null ? [] : [workEmail]), ...aliases];
}

/** A suspended or deleted account takes no licence. */
export function takesLicense({ state }: Account): boolean {
  return state === "pending" || state === "active";
}
