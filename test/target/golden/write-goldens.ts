/** Writes the golden files anew: `npm run golden`. */
import { writeFile } from "node:fs/promises";
import { goldenPath } from "./golden-path.ts";
import { goldens, record } from "./goldens.ts";

for (const golden of goldens) await writeFile(goldenPath(golden.name), await record(golden));
