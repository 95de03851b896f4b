import { Hono } from "hono";
import { enterpriseSchema, userSchema } from "./document.ts";
import type { DialpadOptions } from "./options.ts";

const listResponse = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/** What the server says about itself (RFC 7644 section 4). */
export function createDiscovery(options: () => DialpadOptions): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    if (!options().discovery) return context.notFound();
    return await next();
  });
  app.get("/ServiceProviderConfig", (context) =>
    context.json({
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
      patch: { supported: true },
      bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
      filter: { supported: true, maxResults: options().maxPageSize },
      changePassword: { supported: false },
      sort: { supported: false },
      etag: { supported: false },
      authenticationSchemes: [
        { type: "oauthbearertoken", name: "API key", description: "API key of a company administrator" },
      ],
      meta: { resourceType: "ServiceProviderConfig", location: "ServiceProviderConfig" },
    }),
  );
  app.get("/ResourceTypes", (context) => {
    const user = {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
      id: "User",
      name: "User",
      endpoint: "/Users",
      schema: userSchema,
      schemaExtensions: [{ schema: enterpriseSchema, required: false }],
    };
    const group = { ...user, id: "Group", name: "Group", endpoint: "/Groups", schemaExtensions: [] };
    const Resources = options().groups === "enabled" ? [user, group] : [user];
    return context.json({ schemas: [listResponse], totalResults: Resources.length, Resources });
  });
  app.get("/Schemas", (context) => {
    const Resources = [
      {
        id: userSchema,
        name: "User",
        attributes: ["userName", "name", "title", "active", "emails"].map(attribute),
      },
      {
        id: enterpriseSchema,
        name: "EnterpriseUser",
        attributes: ["officeName", "physicalDeliveryOfficeName", "department", "licenseType"].map(attribute),
      },
    ];
    return context.json({ schemas: [listResponse], totalResults: Resources.length, Resources });
  });
  return app;
}

function attribute(name: string): object {
  const types: Record<string, string> = { active: "boolean", name: "complex", emails: "complex" };
  return {
    name,
    type: types[name] ?? "string",
    multiValued: name === "emails",
    required: name === "userName",
  };
}
