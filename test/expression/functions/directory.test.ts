import assert from "node:assert/strict";
import { test } from "node:test";
import { compile } from "../../../src/expression/compile.ts";
import { directoryFunctions } from "../../../src/expression/functions/directory.ts";
import { testFamily } from "./cases.ts";

const joe = String.raw`CN=Joe\, Doe\ ,OU="Sales, EMEA";DC=contoso\2C inc+x=y , DC = com`;
const sid = "AQUAAAAAAAUVAAAA3dN1BZ3nS8hXl0Fh6AMAAA==";

testFamily(directoryFunctions, {
  DefaultDomain: {
    works: [
      ["DefaultDomain()", "contoso.com", { userPrincipalName: "ada@contoso.com" }],
      [
        "DefaultDomain()",
        "contoso.com",
        { originalUserPrincipalName: "ada_home.org#EXT#@contoso.com", userPrincipalName: "ada@home.org" },
      ],
      ["DefaultDomain()", "b", { userPrincipalName: "a@x@b" }],
    ],
    nothing: [["DefaultDomain()", null]],
    empty: [
      ["DefaultDomain()", null, { userPrincipalName: "" }],
      ["DefaultDomain()", null, { userPrincipalName: "ada@" }],
    ],
    several: [["DefaultDomain()", null, { userPrincipalName: ["a@x", "b@y"] }]],
    wrong: [
      ["DefaultDomain()", null, { userPrincipalName: "ada" }],
      ["DefaultDomain([list])", /DefaultDomain expects 0 arguments: got 1/],
    ],
    limits: [["DefaultDomain()", "x", { userPrincipalName: `${"@".repeat(90_000)}x` }]],
  },
  DNComponent: {
    works: [
      ["DNComponent([dn], 1)", "Joe, Doe ", { dn: joe }],
      ["DNComponent([dn], 2)", "Sales, EMEA", { dn: joe }],
      ["DNComponent([dn], 3)", "contoso, inc", { dn: joe }],
      ['DNComponent([dn], "4")', "com", { dn: joe }],
      ["DNComponent([dn], 5)", null, { dn: joe }],
      [String.raw`DNComponent("cn=\\C4\\8Cap\\\"ek,ou=x", 1)`, 'Čap"ek'],
      ['DNComponent("cn=,ou=x", 1)', ""],
    ],
    nothing: [["DNComponent([none], 1)", null]],
    empty: [['DNComponent("", 1)', null]],
    several: [
      [
        "DNComponent([list], 1)",
        /DNComponent expects a distinguished name .* as its 1st argument: got 2 values/,
      ],
      ["DNComponent([l], 1)", "a", { l: ["cn=a,ou=b"] }],
    ],
    wrong: [
      [
        'DNComponent("Joe", 1)',
        /^error: line 1, column 1: DNComponent expects a distinguished name .*: got "Joe"$/,
      ],
      ['DNComponent("cn=a", 0)', /DNComponent expects a position from 1 on as its 2nd argument: got 0/],
      ['DNComponent("cn=a", "x")', /DNComponent expects a whole number as its 2nd argument: got "x"/],
    ],
    limits: [
      ["DNComponent([dn], 25000)", "a", { dn: "o=a,".repeat(25_000) }],
      [
        "DNComponent([dn], 1)",
        /DNComponent expects a distinguished name/,
        { dn: `o="${'\\"'.repeat(40_000)}` },
      ],
      ["DNComponent([dn], 1)", "\\".repeat(40_000), { dn: `o=${"\\".repeat(80_000)}` }],
    ],
  },
  StringFromSid: {
    works: [
      ["StringFromSid([s])", "S-1-5-21-91608029-3360417693-1631688535-1000", { s: sid }],
      ['StringFromSid("AQEAAAAAAAUTAAAA")', "S-1-5-19"],
      ['StringFromSid("AQAAAAAAAAU=")', "S-1-5"],
      ['StringFromSid("AQABAAAAAAA=")', "S-1-0x010000000000"],
      ['StringFromSid("S-1-5-21-1-2-3")', "S-1-5-21-1-2-3"],
    ],
    nothing: [["StringFromSid([none])", null]],
    empty: [
      [
        'StringFromSid("")',
        /StringFromSid expects a security identifier in Base64 as its 1st argument: got ""/,
      ],
    ],
    several: [["StringFromSid([l])", ["S-1-5-19", "S-1-5"], { l: ["AQEAAAAAAAUTAAAA", "AQAAAAAAAAU="] }]],
    wrong: [
      ['StringFromSid("hello")', /^error: line 1, column 1: StringFromSid expects .*: got "hello"$/],
      ['StringFromSid("AgEAAAAAAAUTAAAA")', /StringFromSid expects a security identifier/],
      ['StringFromSid("AQIAAAAAAAUTAAAA")', /StringFromSid expects a security identifier/],
    ],
    limits: [["StringFromSid([long])", /StringFromSid expects a security identifier in Base64/]],
  },
});

test("compile() says that DefaultDomain() reads the names that it takes the domain from", () => {
  assert.deepEqual(compile("DefaultDomain()").reads, ["originalUserPrincipalName", "userPrincipalName"]);
});
