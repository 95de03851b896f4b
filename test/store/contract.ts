import { cyclesContract } from "./contract/cycles.ts";
import { endingsContract } from "./contract/endings.ts";
import { generatedContract } from "./contract/generated.ts";
import { leasesContract } from "./contract/leases.ts";
import { linksContract } from "./contract/links.ts";
import { listingContract } from "./contract/listing.ts";
import { logContract } from "./contract/log.ts";
import { lossesContract } from "./contract/losses.ts";
import { membersContract } from "./contract/members.ts";
import { mirrorContract } from "./contract/mirror.ts";
import { nestedContract } from "./contract/nested.ts";
import { type StoreOpener, storeTest } from "./contract/opener.ts";
import { outcomesContract } from "./contract/outcomes.ts";
import { planContract } from "./contract/plan.ts";
import { relationsContract } from "./contract/relations.ts";
import { stateContract } from "./contract/state.ts";
import { turnsContract } from "./contract/turns.ts";
import { typesApartContract } from "./contract/types-apart.ts";
import { unkeptContract } from "./contract/unkept.ts";

/** What every store does, whatever database is behind it. */
export function storeContract(opener: StoreOpener): void {
  const test = storeTest(opener);
  stateContract(test);
  leasesContract(test);
  mirrorContract(test);
  turnsContract(test);
  lossesContract(test);
  endingsContract(test);
  relationsContract(test);
  nestedContract(test);
  typesApartContract(test);
  linksContract(test);
  planContract(test);
  outcomesContract(test);
  membersContract(test);
  unkeptContract(test);
  generatedContract(test);
  listingContract(test);
  cyclesContract(test);
  logContract(test);
}
