import { hash } from "node:crypto";

/** 32-bit words an id. */
const words = 4;
const firstCapacity = 1024;

/**
 * A set of ids that holds a million of them in 32 MB, a third of what strings would take. A GUID is kept as
 * its own 128 bits, any other id as 128 bits of its SHA-256, which no two ids will ever share.
 */
export class IdSet {
  readonly #key = new Uint32Array(words);
  #table: Uint32Array = new Uint32Array(firstCapacity * words);
  #size = 0;
  /** A free slot is all zeros, so the id that is all zeros is kept here. */
  #hasZero = false;

  get size(): number {
    return this.#size;
  }

  has(id: string): boolean {
    readKey(id, this.#key);
    return isFree(this.#key, 0) ? this.#hasZero : !isFree(this.#table, slotOf(this.#key, this.#table));
  }

  /** False: it was there before. */
  add(id: string): boolean {
    readKey(id, this.#key);
    if (isFree(this.#key, 0)) {
      if (this.#hasZero) return false;
      this.#hasZero = true;
    } else {
      const slot = slotOf(this.#key, this.#table);
      if (!isFree(this.#table, slot)) return false;
      this.#table.set(this.#key, slot);
    }
    this.#size += 1;
    if (this.#size * words * 4 > this.#table.length * 3) this.#table = grown(this.#table);
    return true;
  }
}

function grown(table: Uint32Array): Uint32Array {
  const next = new Uint32Array(table.length * 2);
  for (let at = 0; at < table.length; at += words) {
    if (isFree(table, at)) continue;
    const key = table.subarray(at, at + words);
    next.set(key, slotOf(key, next));
  }
  return next;
}

/** Where the key is, or where it belongs: linear probing in a table whose length is a power of two. */
function slotOf(key: Uint32Array, table: Uint32Array): number {
  const last = table.length - words;
  let slot = (mixed(key) * words) & last;
  while (!isFree(table, slot) && !isAt(table, slot, key)) slot = (slot + words) & last;
  return slot;
}

/** Not every directory's GUIDs are random: every bit has to reach the low ones. */
function mixed(key: Uint32Array): number {
  let bits = 0;
  for (const word of key) {
    bits = Math.imul(bits ^ word, 0x85ebca6b);
    bits ^= bits >>> 15;
  }
  return bits;
}

function isAt(table: Uint32Array, slot: number, key: Uint32Array): boolean {
  return (
    table[slot] === key[0] &&
    table[slot + 1] === key[1] &&
    table[slot + 2] === key[2] &&
    table[slot + 3] === key[3]
  );
}

function isFree(table: Uint32Array, slot: number): boolean {
  return table[slot] === 0 && table[slot + 1] === 0 && table[slot + 2] === 0 && table[slot + 3] === 0;
}

function readKey(id: string, key: Uint32Array): void {
  if (readGuid(id, key)) return;
  const digest = hash("sha256", id, "buffer");
  for (let word = 0; word < words; word += 1) key[word] = digest.readUInt32LE(word * 4);
}

/** Lower-case GUIDs only: ids that differ in case are different ids. */
function readGuid(id: string, key: Uint32Array): boolean {
  if (id.length !== 36) return false;
  let digits = 0;
  let word = 0;
  for (let at = 0; at < 36; at += 1) {
    const code = id.charCodeAt(at);
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (code !== 45) return false;
      continue;
    }
    const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1;
    if (digit < 0) return false;
    word = (word << 4) | digit;
    digits += 1;
    if (digits % 8 === 0) key[digits / 8 - 1] = word;
  }
  return true;
}
