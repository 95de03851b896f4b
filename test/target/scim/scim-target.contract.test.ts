import { testTarget } from "../contract.ts";
import { openScimmy } from "./open-scimmy.ts";

testTarget("scim target on scimmy", openScimmy);
