/** One department: its people, from the top down. */
export type Department = {
  readonly name: string;
  readonly size: number;
  readonly costCentre: string;
  /** Title of the one who leads it. */
  readonly head: string;
  /** Title of those who lead a team in it. */
  readonly lead: string;
  readonly titles: readonly string[];
};

export const departments: readonly Department[] = [
  {
    name: "Executive",
    size: 5,
    costCentre: "CC-1000",
    head: "Chief Executive Officer",
    lead: "Chief of Staff",
    titles: [
      "Chief Financial Officer",
      "Chief Technology Officer",
      "Chief Revenue Officer",
      "Chief Operating Officer",
    ],
  },
  {
    name: "Sales",
    size: 46,
    costCentre: "CC-2100",
    head: "VP Sales",
    lead: "Sales Manager",
    titles: [
      "Account Executive",
      "Senior Account Executive",
      "Sales Development Representative",
      "Sales Engineer",
    ],
  },
  {
    name: "Support",
    size: 44,
    costCentre: "CC-2200",
    head: "Director of Support",
    lead: "Support Team Lead",
    titles: ["Support Agent", "Senior Support Agent", "Support Engineer", "Customer Success Manager"],
  },
  {
    name: "Engineering",
    size: 40,
    costCentre: "CC-3100",
    head: "VP Engineering",
    lead: "Engineering Manager",
    titles: ["Software Engineer", "Senior Software Engineer", "Site Reliability Engineer", "QA Engineer"],
  },
  {
    name: "Product",
    size: 12,
    costCentre: "CC-3200",
    head: "VP Product",
    lead: "Group Product Manager",
    titles: ["Product Manager", "Product Designer", "UX Researcher"],
  },
  {
    name: "Marketing",
    size: 14,
    costCentre: "CC-2300",
    head: "VP Marketing",
    lead: "Marketing Manager",
    titles: ["Content Strategist", "Demand Generation Specialist", "Event Manager", "Brand Designer"],
  },
  {
    name: "Finance",
    size: 12,
    costCentre: "CC-4100",
    head: "Finance Director",
    lead: "Accounting Manager",
    titles: ["Accountant", "Financial Analyst", "Payroll Specialist"],
  },
  {
    name: "People",
    size: 9,
    costCentre: "CC-4200",
    head: "Head of People",
    lead: "People Partner Lead",
    titles: ["People Partner", "Recruiter", "Learning Specialist"],
  },
  {
    name: "IT",
    size: 8,
    costCentre: "CC-4300",
    head: "Head of IT",
    lead: "IT Manager",
    titles: ["Systems Administrator", "Service Desk Analyst", "Network Engineer"],
  },
  {
    name: "Operations",
    size: 10,
    costCentre: "CC-4400",
    head: "Head of Operations",
    lead: "Operations Manager",
    titles: ["Facilities Coordinator", "Procurement Specialist", "Logistics Planner"],
  },
];
