import type { Clock } from "../clock.ts";
import { type Account, addressesOf, takesLicense } from "./account.ts";
import type { Wanted } from "./document.ts";
import { chooseOffice } from "./office.ts";
import type { DialpadOptions, Office } from "./options.ts";
import { invalidValue, noResource, ScimError, uniqueness } from "./scim-error.ts";

const hourMs = 3_600_000;
const graceMs = 72 * hourMs;
const supportLicense = "Dialpad_Support";
const firstId = 5_137_469_281_665_024n;
const idStep = 65_536n;

/** The users of one Dialpad company, with the rules for addresses, offices, licences and numbers. */
export class Accounts {
  readonly #accounts = new Map<string, Account>();
  readonly #clock: Clock;
  #created = 0n;
  options: DialpadOptions;

  constructor(options: DialpadOptions, clock: Clock) {
    this.options = options;
    this.#clock = clock;
  }

  /** Everybody a client can see, in the order of creation. */
  visible(): Account[] {
    return this.all().filter(({ state }) => state !== "deleted");
  }

  /** Those in their 72 hours after deletion included. */
  all(): Account[] {
    this.#purge();
    return [...this.#accounts.values()];
  }

  get(id: string): Account {
    const account = this.#accounts.get(id);
    if (account === undefined || account.state === "deleted") throw noResource(id);
    return account;
  }

  create(wanted: Wanted): Account {
    const deleted = this.#checkAddresses(wanted, null);
    const office = chooseOffice(wanted, this.options);
    const license = this.#licenseFor(wanted, this.options.defaultLicense);
    this.#takeLicense(office, license);
    const now = this.#clock.now();
    const { active, licenseType: _asked, ...attributes } = wanted;
    return this.#put({
      ...attributes,
      id: deleted?.id ?? this.#nextId(),
      aliases: deleted?.aliases ?? [],
      state: active ? this.options.newUserState : "suspended",
      deletedAt: null,
      officeId: office.id,
      license,
      number: deleted?.number ?? this.#assignNumber(office, license),
      created: now,
      lastModified: now,
    });
  }

  change(account: Account, wanted: Wanted): Account {
    this.#checkAddresses(wanted, account);
    const renamed = wanted.userName.toLowerCase() !== account.userName.toLowerCase();
    if (renamed && this.options.userNameChange === "reject") {
      throw new ScimError(400, "mutability", "Attribute 'userName' cannot be changed.");
    }
    const office = this.#officeFor(account, wanted);
    const license = this.#licenseFor(wanted, account.license);
    const state = stateAfter(account, wanted.active);
    const moved = office.id !== account.officeId || license !== account.license || !takesLicense(account);
    if (moved && takesLicense({ ...account, state })) this.#takeLicense(office, license);
    const { active: _active, licenseType: _asked, ...attributes } = wanted;
    return this.#put({
      ...account,
      ...attributes,
      aliases: renamed ? [...new Set([...account.aliases, account.userName])] : account.aliases,
      state,
      officeId: office.id,
      license,
      number: this.#numberAfter(account, { office, state }),
      lastModified: this.#clock.now(),
    });
  }

  remove(id: string): void {
    const account = this.get(id);
    if (this.options.deleteGrace) this.#put({ ...account, state: "deleted", deletedAt: this.#clock.now() });
    else this.#accounts.delete(id);
  }

  /** What an administrator does by hand, or somebody by accepting the invitation. */
  setState(id: string, state: "active" | "suspended"): void {
    this.#put({ ...this.get(id), state, lastModified: this.#clock.now() });
  }

  /** Returns the deleted account that comes back, where that is how it is set. */
  #checkAddresses({ userName, workEmail }: Wanted, own: Account | null): Account | null {
    let restored: Account | null = null;
    for (const address of workEmail === null ? [userName] : [userName, workEmail]) {
      const domain = /^[^@\s]+@([^@\s]+)$/.exec(address)?.[1];
      if (domain === undefined) throw invalidValue(`'${address}' is not an email address.`);
      if (!this.options.domains.includes(domain.toLowerCase())) {
        const status = this.options.foreignDomainStatus;
        throw new ScimError(
          status,
          status === 400 ? "invalidValue" : null,
          `The domain ${domain} is not one of the company's domains.`,
        );
      }
      const holder = this.all().find((account) => account.id !== own?.id && this.#has(account, address));
      if (holder === undefined) continue;
      const comesBack = holder.state === "deleted" && this.options.recreateDeleted;
      if (comesBack === "createNew") continue;
      if (comesBack !== "restore" || own !== null) throw uniqueness(`${address} is already in use.`);
      restored = holder;
    }
    return restored;
  }

  #has(account: Account, address: string): boolean {
    return addressesOf(account).some((own) => isSameAddress(own, address, this.options));
  }

  #officeFor(account: Account, wanted: Wanted): Office {
    const own = this.options.offices.find(({ id }) => id === account.officeId);
    const asked = (["officeName", "physicalDeliveryOfficeName", "department", "country"] as const).some(
      (hint) => wanted[hint] !== account[hint],
    );
    if (own !== undefined && (!asked || this.options.officeChange === "ignore")) return own;
    return chooseOffice(wanted, this.options);
  }

  #licenseFor({ licenseType }: Wanted, otherwise: string): string {
    if (licenseType === null || this.options.ignoreLicenseType) return otherwise;
    if (this.options.licenseTypes.includes(licenseType)) return licenseType;
    if (this.options.unknownLicense === "ignore") return otherwise;
    throw invalidValue(`'${licenseType}' is not a licence of this company.`);
  }

  #takeLicense(office: Office, license: string): void {
    const taken = this.all().filter(
      (account) => account.officeId === office.id && account.license === license && takesLicense(account),
    );
    if (taken.length < (office.licenses[license] ?? 0)) return;
    const { noLicenseLeft } = this.options;
    if (noLicenseLeft === "autobuy") return;
    throw new ScimError(
      Number(noLicenseLeft),
      null,
      `The office ${office.name} has no ${license} licence left.`,
    );
  }

  /** Nobody of the contact centre gets a number by itself. */
  #assignNumber({ areaCode, country }: Office, license: string): string | null {
    if (license === supportLicense) return null;
    const held = new Set(this.all().map(({ number }) => number));
    const pooled = this.options.numberPool.find((number) => !held.has(number));
    if (pooled !== undefined) return pooled;
    const callingCodes: Record<string, string> = { US: "1", CA: "1", GB: "44", DE: "49", IN: "91" };
    for (let line = 1_000; ; line += 1) {
      const number = `+${callingCodes[country] ?? "1"}${areaCode}555${line}`;
      if (!held.has(number)) return number;
    }
  }

  /** A move abroad costs the number. */
  #numberAfter(
    account: Account,
    { office, state }: { office: Office; state: Account["state"] },
  ): string | null {
    const old = this.options.offices.find(({ id }) => id === account.officeId);
    if (old !== undefined && old.country !== office.country) return null;
    return state === "suspended" && !this.options.suspendedKeepsNumber ? null : account.number;
  }

  #nextId(): string {
    this.#created += 1n;
    return String(firstId + this.#created * idStep);
  }

  #put(account: Account): Account {
    this.#accounts.set(account.id, account);
    return account;
  }

  #purge(): void {
    const oldest = this.#clock.now() - graceMs;
    for (const { id, deletedAt } of this.#accounts.values()) {
      if (deletedAt !== null && deletedAt <= oldest) this.#accounts.delete(id);
    }
  }
}

export function isSameAddress(one: string, other: string, options: DialpadOptions): boolean {
  if (one === other) return true;
  return one.toLowerCase() === other.toLowerCase() && !options.caseSensitiveUserName;
}

/** An invitation that was not accepted stays pending, whatever `active` says. */
function stateAfter({ state }: Account, active: boolean): Account["state"] {
  if (!active) return "suspended";
  return state === "suspended" ? "active" : state;
}
