import type { Culture } from "./names.ts";

/** Where people of the company work. */
export type Place = {
  /** As in `officeLocation`. */
  readonly office: string;
  readonly city: string;
  readonly country: string;
  readonly usageLocation: string;
  readonly language: string;
  /** Country and area code of the telephone. */
  readonly dialling: string;
  /** How many of 100 people work here. */
  readonly share: number;
  readonly cultures: readonly Culture[];
};

export const places: readonly Place[] = [
  {
    office: "San Francisco",
    city: "San Francisco",
    country: "United States",
    usageLocation: "US",
    language: "en-US",
    dialling: "+1 415",
    share: 32,
    cultures: ["american", "american", "chinese", "spanish", "vietnamese", "japanese", "indian"],
  },
  {
    office: "Austin",
    city: "Austin",
    country: "United States",
    usageLocation: "US",
    language: "en-US",
    dialling: "+1 512",
    share: 20,
    cultures: ["american", "american", "spanish", "nigerian", "vietnamese"],
  },
  {
    office: "London",
    city: "London",
    country: "United Kingdom",
    usageLocation: "GB",
    language: "en-GB",
    dialling: "+44 20",
    share: 18,
    cultures: ["british", "british", "nigerian", "polish", "arabic", "indonesian"],
  },
  {
    office: "Berlin",
    city: "Berlin",
    country: "Germany",
    usageLocation: "DE",
    language: "de-DE",
    dialling: "+49 30",
    share: 13,
    cultures: ["german", "german", "turkish", "nordic", "polish"],
  },
  {
    office: "Bengaluru",
    city: "Bengaluru",
    country: "India",
    usageLocation: "IN",
    language: "en-IN",
    dialling: "+91 80",
    share: 11,
    cultures: ["indian"],
  },
  {
    office: "Remote",
    city: "Porto",
    country: "Portugal",
    usageLocation: "PT",
    language: "pt-PT",
    dialling: "+351 22",
    share: 6,
    cultures: ["portuguese", "portuguese", "nordic", "arabic"],
  },
];
