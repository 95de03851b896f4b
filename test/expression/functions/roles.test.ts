import { roleFunctions } from "../../../src/expression/functions/roles.ts";
import { testFamily } from "./cases.ts";

const admin = { id: "2", value: "Admin", displayName: "Administrator" };
const agent = { id: "1", value: "Agent", displayName: "Contact centre agent" };
const unnamed = { id: "3", value: null, displayName: "Default" };
const both = { appRoleAssignments: [agent, admin] };
const names = { appRoleAssignments: ["User", "Admin", "User"] };
const one = { appRoleAssignments: ["User"] };
const none = { appRoleAssignments: [] };
const noValue = { appRoleAssignments: [unnamed] };
const strange = { appRoleAssignments: ["{", "[1]", "null", '{"value":7}', "{}"] };
const many = { appRoleAssignments: Array.from({ length: 20_000 }, (_, index) => `r${index % 3}`) };

testFamily(roleFunctions, {
  SingleAppRoleAssignment: {
    works: [
      ["SingleAppRoleAssignment([appRoleAssignments])", "Admin", both],
      ["SingleAppRoleAssignment([appRoleAssignments])", "Admin", names],
      ["SingleAppRoleAssignment([appRoleAssignments])", "Default", noValue],
    ],
    nothing: [
      ["SingleAppRoleAssignment([appRoleAssignments])", null],
      ["SingleAppRoleAssignment([appRoleAssignments])", null, none],
    ],
    empty: [['SingleAppRoleAssignment("")', null]],
    several: [["SingleAppRoleAssignment([list])", "a"]],
    wrong: [
      ["SingleAppRoleAssignment()", /SingleAppRoleAssignment expects 1 argument: got 0/],
      ["SingleAppRoleAssignment([appRoleAssignments])", "[1]", strange],
    ],
    limits: [["SingleAppRoleAssignment([appRoleAssignments])", "r0", many]],
  },
  AppRoleAssignments: {
    works: [
      ["AppRoleAssignments([appRoleAssignments])", ["Admin", "Agent"], both],
      ["AppRoleAssignments([appRoleAssignments])", ["Admin", "User"], names],
      ["AppRoleAssignments([appRoleAssignments])", ["Default"], noValue],
    ],
    nothing: [["AppRoleAssignments([none])", null]],
    empty: [['AppRoleAssignments("")', null]],
    several: [["AppRoleAssignments([list])", ["a", "b"]]],
    wrong: [["AppRoleAssignments([appRoleAssignments])", ["[1]", "null", "{"], strange]],
    limits: [["AppRoleAssignments([appRoleAssignments])", ["r0", "r1", "r2"], many]],
  },
  AppRoleAssignmentsComplex: {
    works: [
      [
        "AppRoleAssignmentsComplex([appRoleAssignments])",
        [
          '{"primary":false,"type":"WindowsAzureActiveDirectoryRole","displayName":"Administrator","value":"Admin"}',
          '{"primary":false,"type":"WindowsAzureActiveDirectoryRole","displayName":"Contact centre agent","value":"Agent"}',
        ],
        both,
      ],
      [
        "AppRoleAssignmentsComplex([appRoleAssignments])",
        [
          '{"primary":false,"type":"WindowsAzureActiveDirectoryRole","displayName":"Default","value":"Default"}',
        ],
        noValue,
      ],
    ],
    nothing: [["AppRoleAssignmentsComplex([none])", null]],
    empty: [["AppRoleAssignmentsComplex([appRoleAssignments])", null, none]],
    several: [["Count(AppRoleAssignmentsComplex([appRoleAssignments]))", "2", names]],
    wrong: [["AppRoleAssignmentsComplex()", /AppRoleAssignmentsComplex expects 1 argument: got 0/]],
    limits: [["Count(AppRoleAssignmentsComplex([appRoleAssignments]))", "3", many]],
  },
  AssertiveAppRoleAssignmentsComplex: {
    works: [
      [
        "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])",
        ['{"primary":false,"type":"WindowsAzureActiveDirectoryRole","display":"User","value":"User"}'],
        one,
      ],
    ],
    nothing: [["AssertiveAppRoleAssignmentsComplex([none])", null]],
    empty: [["AssertiveAppRoleAssignmentsComplex([appRoleAssignments])", null, none]],
    several: [["Count(AssertiveAppRoleAssignmentsComplex([appRoleAssignments]))", "2", both]],
    wrong: [["AssertiveAppRoleAssignmentsComplex()", /expects 1 argument: got 0/]],
    limits: [["Count(AssertiveAppRoleAssignmentsComplex([appRoleAssignments]))", "3", many]],
  },
});
