/** One switch for each way in which real SCIM servers depart from the standard; none is on by itself. */
export type Quirks = Creating & Naming & Paging & Filtering & Patching & Grouping & Answering & Connecting;

type Creating = {
  /** 201 with the resource, without its `id`, and a Location that leads nowhere. */
  readonly createWithoutId?: boolean;
  /** 201 with nothing in it. */
  readonly createWithoutBody?: boolean;
  /** `relative`: a path; `elsewhere`: under another prefix than the one that was asked; `none`: left out. */
  readonly location?: "relative" | "elsewhere" | "none";
  /** Refused with 409 although no account that anybody can see has the name. */
  readonly reservedNames?: readonly string[];
  /** The first POST finds that somebody else has just created the same name. */
  readonly losesCreateRace?: boolean;
  /** This many creates are carried out, and the answer never comes. */
  readonly losesCreateAnswers?: number;
  /** Names are unique as long as they are spelled differently. */
  readonly uniqueByCase?: boolean;
};

type Naming = {
  /**
   * `userName`: the name itself, of a group the externalId, so that who comes again gets the old id;
   * `integers`: 1, 2, 3 as JSON numbers; `slashes`: with characters that a URL cannot hold as they are.
   */
  readonly ids?: "userName" | "integers" | "slashes";
  /** PATCH of an id with a slash fails with 500, however it is encoded. */
  readonly failsAtSlash?: boolean;
};

type Paging = {
  /** The most rows of a page, whatever is asked. */
  readonly capsPageAt?: number;
  /** `count` above this is refused with 400. */
  readonly refusesPagesOver?: number;
  /** `page`: `totalResults` is the rows of the page; a number: never more than that. */
  readonly total?: "page" | number;
  /** `totalResults` is this much more than can be listed. */
  readonly totalIsMore?: number;
  /** After the last page comes the first again. */
  readonly repeatsFirstPage?: boolean;
  /** The connection is dropped where the page after the last is asked for. */
  readonly dropsAfterLastPage?: boolean;
  /** The order is another one for each page. */
  readonly shufflesPages?: boolean;
  /** RFC 9865: `offered` hands out cursors beside startIndex; `only` ignores startIndex. */
  readonly cursors?: "offered" | "only";
  /** A cursor is good for this many requests of the server, then it has expired. */
  readonly cursorLife?: number;
  /** A row of the listing that has no `id`. */
  readonly brokenRow?: boolean;
};

type Filtering = {
  /** A filter by one of these finds nobody and says so with 200. */
  readonly blindTo?: readonly string[];
  /** No filter is understood: all are answered so. */
  readonly filters?: "refused" | "ignored" | "crash";
  /** Operators in capitals: extra rows, or the connection is dropped. */
  readonly capitalOperators?: "extraRows" | "drop";
  /** Attribute names with the URN of their schema: 400. */
  readonly refusesUrnNames?: boolean;
  /** `emails[type eq "work"].value eq` is refused, or finds nobody. */
  readonly elementFilters?: number | "miss";
  /** Of a plus sign, a quotation mark or a backslash in a value: finds nobody, or fails with this status. */
  readonly oddCharacters?: number | "miss";
  /** `userName eq` compares the first e-mail address. */
  readonly userNameIsEmail?: boolean;
  /** Values compare with case, although names are unique without. */
  readonly filtersByCase?: boolean;
};

type Patching = {
  /** What a PATCH that was carried out is answered with. */
  readonly patchAnswer?: "nothing" | "resource" | "part" | "empty" | "text";
  /** Carries out nothing and says that it did. */
  readonly ignoresPatch?: boolean;
  /** Attributes that are dropped from every write without a word. */
  readonly drops?: readonly string[];
  /** A filtered path whose element is not there: nothing happens and 204, or 400 `noTarget`. */
  readonly missingElement?: "ignored" | "noTarget";
  /** A path that begins with a URN is stored under that very name, or dropped. */
  readonly urnPaths?: "junk" | "dropped";
  /** `name.givenName` alone takes the rest of `name` away. */
  readonly dropsSiblings?: boolean;
  /** Booleans are kept as "True" and "False". */
  readonly booleansAsText?: boolean;
  /** `add` to a list replaces the list. */
  readonly addReplacesList?: boolean;
  /** What `manager` has to be in a PATCH; `objectIgnored`: confirms an object and keeps what was there. */
  readonly manager?: "id" | "object" | "objectIgnored";
  /** `active` as text is 400. */
  readonly strictBooleans?: boolean;
  /** An operation without a path is 400. */
  readonly refusesPathless?: boolean;
  /** `remove` of what is not there is 400. */
  readonly refusesRemoveOfNothing?: boolean;
  /** PATCH is not known at all. */
  readonly withoutPatch?: boolean;
  /** E-mail addresses come back in small letters, telephone numbers without spaces. */
  readonly normalises?: boolean;
};

type Grouping = {
  /** A member that is there already is stored once more. */
  readonly duplicateMembers?: boolean;
  /** Members who are deleted stay in their groups. */
  readonly deadMembers?: boolean;
  /** One unknown member refuses all members of the request. */
  readonly refusesUnknownMembers?: boolean;
  /** `replace` and a plain `remove` of members do nothing and say so to nobody. */
  readonly membersOnlyByFilter?: boolean;
  /** A plain `remove` of members takes out everybody: the RFC knows no value there. */
  readonly removesEverybody?: boolean;
  /** The most members of a request, 400 above. */
  readonly mostMembers?: number;
  /** Members are carried out, and the answer to this many of these requests never comes. */
  readonly losesMemberAnswers?: number;
  /** Members are never shown. */
  readonly hidesMembers?: boolean;
  /** There are no groups: 404, or 501. */
  readonly withoutGroups?: 404 | 501;
};

type Answering = {
  /** The form of `status` in errors. */
  readonly errorStatus?: "number" | "absent";
  /** The form of everything else in errors. */
  readonly errorBody?: "list" | "html" | "traceback" | "empty" | "extras";
  /** `scimType` of errors: none; words of the server's own; one for all. */
  readonly errorType?: "none" | "own" | "invalidSyntax";
  /** 500 where 404 is meant, and where 409 is meant by PATCH. */
  readonly unknownIdIs500?: boolean;
  readonly conflictByPatchIs500?: boolean;
  /** The content type of everything that went well. */
  readonly contentType?: string;
  /** Discovery: absent with 404; a web page; other claims than what is so; extra and missing members. */
  readonly discovery?: "absent" | "page" | "lies" | "odd";
  /** Discovery answers whoever asks, with or without a token. */
  readonly openDiscovery?: boolean;
  /** Users whose writes are refused with 400, by what their userName holds. */
  readonly refusesNames?: string;
};

type Connecting = {
  /** Anything but `application/scim+json` is 400. */
  readonly strictContentType?: boolean;
  /** Every request without this in its query is 404. */
  readonly query?: string;
  /** Bodies above this many bytes are 413. */
  readonly maxBody?: number;
  /** After an answer of 500 the connection is reset under the next request on it. */
  readonly resetsAfter500?: boolean;
  /** Requests of this method, each with how many: 500. */
  readonly fails?: Readonly<Record<string, number>>;
  /** Connections are closed after each answer; `rudely`: without saying so before. */
  readonly closes?: "politely" | "rudely";
  /** PATCHes of one resource read at once and write one after the other: the last one wins. */
  readonly lostUpdates?: boolean;
};
