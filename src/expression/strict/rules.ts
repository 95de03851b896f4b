import {
  type Place,
  isBelowOne,
  isBeyondEntra,
  isCall,
  isEmptyText,
  isEncoding,
  isGiven,
  isNumberExpected,
  readsPrinted,
  shown,
  strayBackslash,
} from "./place.ts";

/** One form that a strict job refuses. */
type StrictRule = {
  /** What is refused, for people; null where the rule has nothing to say. */
  readonly refuses: (place: Place) => string | null;
  readonly why: string;
};

const presenceTests = ["IsPresent", "IsNull", "IsNullOrEmpty", "IsNothing"];
const dateFunctions = ["CDate", "Now", "DateAdd", "DateFromNum"];
const roleFunctions = [
  "SingleAppRoleAssignment",
  "AppRoleAssignmentsComplex",
  "AssertiveAppRoleAssignmentsComplex",
  "AppRoleAssignments",
];

/** Everything that Entra does not support, does not document for applications, or documents in two ways. */
export const strictRules: readonly StrictRule[] = [
  calls(["ConvertFromBase64", "DNComponent", "Error", "StringFromSid", "Trim"], {
    why: "Entra documents it for Cloud Sync only",
  }),
  calls(["AppRoleAssignments", "DefaultDomain", "IsNothing", "Prepend"], {
    why: "it stands in a sample of Microsoft Graph only, without a word on what it does",
  }),
  calls(["SelectUniqueValue"], {
    why: "Entra has it for on-premises Active Directory only, not for SCIM applications",
  }),
  {
    refuses: ({ node, within }) =>
      within === "condition" && isCall(node, presenceTests) ? `${node.name} in a condition of IIF` : null,
    why: 'Entra\'s IIF fails where the attribute has no value: use Switch with the key ""',
  },
  {
    refuses: ({ node, within }) =>
      within === "condition" && node.kind === "comparison" && [node.left, node.right].some(isEmptyText)
        ? 'a comparison with "" in a condition of IIF'
        : null,
    why: 'Entra\'s IIF fails where the attribute has no value: use Switch with the key ""',
  },
  {
    refuses: ({ node, within }) =>
      within === "subject" && isCall(node, presenceTests) ? `${node.name} in Switch` : null,
    why: 'Entra\'s documents warn of it, and use it themselves: write the key "" instead',
  },
  {
    refuses: ({ node, parent, index }) =>
      isCall(parent, ["Mid"]) && index > 0 && isBelowOne(node) ? `Mid with ${shown(node)}` : null,
    why: "Entra does not say what a start or length below 1 gives",
  },
  {
    refuses: ({ node, parent, index }) =>
      ((isCall(parent, ["Item"]) && index === 1) || (isCall(parent, ["InStr"]) && index === 2)) &&
      isBelowOne(node)
        ? `${parent.name} with position ${shown(node)}`
        : null,
    why: "Entra counts from 1, and says that 0 must not be used",
  },
  {
    refuses: ({ node }) =>
      isCall(node, ["FormatDateTime"]) && !isGiven(node, 3) ? "FormatDateTime with 3 arguments" : null,
    why: "Entra documents 4 for applications (the 2nd may be left empty), and 3 for Cloud Sync only",
  },
  {
    refuses: ({ node }) =>
      isCall(node, ["FormatDateTime"]) && isCall(node.arguments[0], dateFunctions) && !readsPrinted(node)
        ? `FormatDateTime of ${node.arguments[0].name}() in another format than "M/d/yyyy h:mm:ss tt"`
        : null,
    why: "Entra's documents contradict each other on what a function of dates hands on",
  },
  {
    refuses: ({ node, parent, index }) =>
      isCall(parent, ["Replace"]) && index === 5 && node.kind !== "omitted"
        ? "Replace with a replacementAttributeName"
        : null,
    why: "Entra's documents contradict each other on which of the two attributes wins",
  },
  {
    refuses: ({ node, parent, index }) =>
      ((isCall(parent, ["DateAdd"]) && index === 2) || (isCall(parent, ["DateDiff"]) && index > 0)) &&
      !isCall(node, dateFunctions)
        ? `${parent.name} of what is no CDate(…)`
        : null,
    why: "Entra asks for CDate around the text of a date",
  },
  {
    refuses: ({ node, parent, index }) =>
      node.kind === "comparison" && !(isCall(parent, ["IIF", "CBool"]) && index === 0)
        ? `"${node.operator}" outside a condition`
        : null,
    why: "Entra documents comparisons for the condition of IIF and for CBool only",
  },
  {
    refuses: ({ node, parent, index }) =>
      node.kind === "omitted" &&
      ((isCall(parent, ["IIF"]) && index < 3) || (isCall(parent, ["Switch"]) && index > 1))
        ? `an argument of ${parent.name} that is left empty`
        : null,
    why: "Entra requires this one",
  },
  {
    refuses: ({ node }) =>
      node.kind === "keyword" && node.name.startsWith("Ignore") ? `the word ${node.name}` : null,
    why: "Entra's documents have it for provisioning from HR systems only",
  },
  {
    refuses: ({ node, parent, index }) =>
      node.kind === "keyword" && node.name.startsWith("vb") && !(isCall(parent, ["InStr"]) && index === 3)
        ? `the word ${node.name} here`
        : null,
    why: "Entra documents it as the 4th argument of InStr only",
  },
  {
    refuses: ({ node, parent, index }) =>
      node.kind === "keyword" && !/^(?:vb|Ignore)/.test(node.name) && !isEncoding(parent, index)
        ? `the word ${node.name} here`
        : null,
    why: "Entra documents it as the 2nd argument of ConvertFromBase64 only",
  },
  {
    refuses: ({ node, written }) =>
      node.kind === "number" && node.value.includes(".") && !written.startsWith("&")
        ? `the number ${node.value}`
        : null,
    why: "Entra's documents have whole numbers only",
  },
  {
    refuses: ({ node, parent, written }) =>
      node.kind === "number" && written.startsWith("&") && !isCall(parent, ["BitAnd"])
        ? "a hexadecimal number here"
        : null,
    why: "Entra documents them for BitAnd only",
  },
  {
    refuses: (place) =>
      place.node.kind === "number" && !place.written.startsWith("&") && !isNumberExpected(place)
        ? `the number ${place.node.value} here`
        : null,
    why: "Entra's documents have numbers where one is asked for, in Join and in comparisons: write it as a text",
  },
  {
    refuses: ({ node, written }) => (node.kind === "string" ? strayBackslash(written) : null),
    why: String.raw`Entra asks for \\ where a backslash is meant`,
  },
  {
    refuses: ({ node }) =>
      node.kind === "attribute" && isBeyondEntra(node.name) ? `the attribute ${node.name}` : null,
    why: "Entra cannot read it",
  },
  {
    refuses: ({ node, parent }) =>
      node.kind === "attribute" && node.name === "appRoleAssignments" && !isCall(parent, roleFunctions)
        ? "the attribute appRoleAssignments here"
        : null,
    why: "Entra documents it for its functions of roles only",
  },
];

function calls(names: readonly string[], { why }: Pick<StrictRule, "why">): StrictRule {
  return { refuses: ({ node }) => (isCall(node, names) ? node.name : null), why };
}
