import assert from "node:assert/strict";
import type { StoreTest } from "./opener.ts";

const paths = ["userName", 'emails[type eq "work"].value', "externalId"];
const ada = {
  id: "t1",
  attributes: { userName: "Ada@Example.com", emails: [{ type: "work", value: "ADA@x.org" }] },
};
const bob = {
  id: "t2",
  attributes: { userName: "bob", emails: [{ type: "work", value: "ada@x.org" }], externalId: 7 },
};

export function listingContract(test: StoreTest): void {
  test("listing.find() finds objects by any of the keys, without case, and says by which", async ({
    listing,
  }) => {
    await listing.add("user", { objects: [ada, bob], paths });
    const name = { path: "userName", value: "ada@example.COM" };
    const mail = { path: 'emails[type eq "work"].value', value: "Ada@x.org" };
    assert.deepEqual(await listing.find("user", [name]), [{ key: name, object: ada }]);
    const found = await listing.find("user", [mail, { path: "externalId", value: "7" }]);
    assert.deepEqual(
      found.map(({ key, object }) => [key.path, object.id]),
      [
        [mail.path, "t1"],
        [mail.path, "t2"],
        ["externalId", "t2"],
      ],
    );
    assert.deepEqual(await listing.find("group", [name]), []);
    assert.deepEqual(await listing.find("user", [{ path: "title", value: "bob" }]), []);
  });

  test("listing.get() returns objects by id", async ({ listing }) => {
    await listing.add("user", { objects: [ada, bob], paths });
    assert.deepEqual(await listing.get("user", ["t2", "unknown"]), [bob]);
  });

  test("listing.add() replaces an id seen before", async ({ listing }) => {
    await listing.add("user", { objects: [ada], paths });
    await listing.add("user", { objects: [{ ...bob, id: "t1" }], paths });
    assert.deepEqual(await listing.get("user", ["t1"]), [{ ...bob, id: "t1" }]);
    const [found] = await listing.find("user", [{ path: "userName", value: "bob" }]);
    assert.equal(found?.object.id, "t1");
  });

  test("listing.clear() forgets one type", async ({ listing }) => {
    await listing.add("user", { objects: [ada], paths });
    await listing.add("group", { objects: [bob], paths });
    await listing.clear("user");
    assert.deepEqual(await listing.get("user", ["t1"]), []);
    assert.deepEqual(await listing.find("user", [{ path: "userName", value: "Ada@Example.com" }]), []);
    assert.deepEqual(await listing.get("group", ["t2"]), [bob]);
  });
}
