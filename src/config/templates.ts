/** Job files to start from: those that Lockstep ships. */
export const templates = {
  dialpad: new URL("../../config/jobs/dialpad.yaml", import.meta.url),
  scim: new URL("../../config/jobs/scim.yaml", import.meta.url),
} as const;

/** The service's settings to start from. */
export const serviceTemplate = new URL("../../config/lockstep.yaml", import.meta.url);
