import type { HttpClient } from "../../../src/http/client.ts";

/** The feed of groups shows these rows and nothing else. */
export function feedOfGroups(value: readonly object[]): (http: HttpClient) => HttpClient {
  return (http) =>
    answering(http, (url) => (url.includes("/groups/delta") ? { value, "@odata.deltaLink": url } : null));
}

/** Lists of members show nobody. */
export function emptyLists(http: HttpClient): HttpClient {
  return answering(http, (url) => (url.includes("/members?") ? { value: [] } : null));
}

function answering(http: HttpClient, bodyOf: (url: string) => object | null): HttpClient {
  return {
    ...http,
    request: async (request) => {
      const body = bodyOf(request.url);
      if (body === null) return await http.request(request);
      return { status: 200, headers: {}, body: JSON.stringify(body) };
    },
  };
}
