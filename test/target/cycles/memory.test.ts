import { memoryTarget, memoryTargetConfig } from "../memory-target.ts";
import { ableToAll } from "./application.ts";
import { testCycles } from "./contract.ts";

testCycles("memoryTarget()", () => {
  const target = memoryTarget({ pageSize: 3 });
  return Promise.resolve({
    target,
    config: memoryTargetConfig,
    traits: ableToAll,
    maps: [],
    writes: () => target.writes.length,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});
