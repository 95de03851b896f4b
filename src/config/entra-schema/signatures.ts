/** How the parameters of one function are called in Entra's trees. */
export type Signature = {
  /** In their order; the one ending in `*` may occur any number of times. */
  readonly keys: readonly string[];
  /** Whether Microsoft Graph names them so; the others are called as in the documents of the language. */
  readonly isDocumented: boolean;
};

export function findSignature(name: string): Signature | null {
  const keys = documented[name];
  if (keys !== undefined) return { keys, isDocumented: true };
  const described = undocumented[name];
  return described === undefined ? null : { keys: described, isDocumented: false };
}

const documented: Readonly<Record<string, readonly string[]>> = {
  Append: ["source", "suffix"],
  AppRoleAssignments: ["source"],
  DefaultDomain: [],
  IsNothing: ["source"],
  Join: ["separator", "source*"],
  Mid: ["source", "start", "length"],
  Not: ["source"],
  Prepend: ["prefix", "source"],
  Replace: [
    "source",
    "Find",
    "RegularExpression",
    "RegularExpressionGroupName",
    "Replacement",
    "ReplacementPropertyName",
    "Template",
  ],
  SingleAppRoleAssignment: ["source"],
  Split: ["source", "delimiter"],
  StripSpaces: ["source"],
  Switch: ["source", "defaultValue", "switchValue*"],
  Trim: ["source"],
};

const undocumented: Readonly<Record<string, readonly string[]>> = {
  AppRoleAssignmentsComplex: ["source"],
  AssertiveAppRoleAssignmentsComplex: ["source"],
  BitAnd: ["value1", "value2"],
  CBool: ["Expression"],
  CDate: ["expression"],
  Coalesce: ["source*"],
  ConvertFromBase64: ["source", "encoding"],
  ConvertToBase64: ["source"],
  ConvertToUTF8Hex: ["source"],
  Count: ["attribute"],
  CStr: ["value"],
  DateAdd: ["interval", "value", "dateTime"],
  DateDiff: ["interval", "date1", "date2"],
  DateFromNum: ["value"],
  DNComponent: ["source", "number"],
  Error: ["message"],
  FormatDateTime: ["source", "dateTimeStyles", "inputFormat", "outputFormat"],
  Guid: [],
  IgnoreFlowIfNullOrEmpty: ["expression"],
  IIF: ["condition", "valueIfTrue", "valueIfFalse"],
  InStr: ["value1", "value2", "start", "compareType"],
  IsNull: ["Expression"],
  IsNullOrEmpty: ["Expression"],
  IsPresent: ["Expression"],
  IsString: ["Expression"],
  Item: ["attribute", "index"],
  Left: ["String", "NumChars"],
  NormalizeDiacritics: ["source"],
  Now: [],
  NumFromDate: ["value"],
  PCase: ["source", "wordSeparators"],
  RandomString: [
    "Length",
    "MinimumNumbers",
    "MinimumSpecialCharacters",
    "MinimumCapital",
    "MinimumLowerCase",
    "CharactersToAvoid",
  ],
  Redact: ["source"],
  RemoveDuplicates: ["attribute"],
  SelectUniqueValue: ["uniqueValueRule*"],
  StringFromSid: ["source"],
  ToLower: ["source", "culture"],
  ToUpper: ["source", "culture"],
  Word: ["String", "WordNumber", "Delimiters"],
};
