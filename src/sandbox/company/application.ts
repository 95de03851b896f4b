import type { ServicePrincipal } from "../tenant/directory-object.ts";

/** Roles of the application, as `appRoleId` names them. */
export const appRoles = {
  user: "18d14569-c3bd-439b-9a66-3a2aee01d14f",
  agent: "5f3b7a52-2c1d-4d7e-9a0e-6f0f7d1b2c11",
  supervisor: "a3f5e2b8-7d44-4b0f-8c39-0b6a4de9f022",
  admin: "d9c1b6aa-51e3-4a2b-8f6d-3e7c5b8a9033",
} as const;

/** The enterprise application that people are assigned to. */
export const application: ServicePrincipal = {
  id: "7c1e0d6a-4b83-4a5f-b1d2-9e6f3a8c5d70",
  appId: "2f9b4c81-6d3e-4f07-a5c8-1b7e9d0a4f63",
  properties: {
    displayName: "Dialpad",
    accountEnabled: true,
    appRoleAssignmentRequired: true,
    appOwnerOrganizationId: null,
    servicePrincipalType: "Application",
    tags: [
      "WindowsAzureActiveDirectoryIntegratedApp",
      "WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1",
    ],
    appRoles: [
      role(appRoles.user, { value: "User", displayName: "User" }),
      role(appRoles.agent, { value: "Agent", displayName: "Contact centre agent" }),
      role(appRoles.supervisor, { value: "Supervisor", displayName: "Supervisor" }),
      role(appRoles.admin, { value: "Admin", displayName: "Office administrator" }),
    ],
  },
};

function role(id: string, { value, displayName }: { value: string; displayName: string }): object {
  return {
    id,
    value,
    displayName,
    description: displayName,
    isEnabled: true,
    origin: "Application",
    allowedMemberTypes: ["User"],
  };
}
