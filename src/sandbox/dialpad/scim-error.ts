/** A refusal that is answered as a SCIM error (RFC 7644 section 3.12). */
export class ScimError extends Error {
  readonly status: number;
  readonly scimType: string | null;

  constructor(status: number, scimType: string | null, detail: string) {
    super(detail);
    this.status = status;
    this.scimType = scimType;
  }
}

export function invalidValue(detail: string): ScimError {
  return new ScimError(400, "invalidValue", detail);
}

export function uniqueness(detail: string): ScimError {
  return new ScimError(409, "uniqueness", detail);
}

export function noResource(id: string): ScimError {
  return new ScimError(404, null, `Resource ${id} not found.`);
}

export function answerError({ status, scimType, message }: ScimError, body: "scim" | "empty"): Response {
  if (body === "empty") return new Response(null, { status });
  return Response.json(
    {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: String(status),
      ...(scimType === null ? {} : { scimType }),
      detail: message,
    },
    { status, headers: { "Content-Type": "application/scim+json" } },
  );
}
