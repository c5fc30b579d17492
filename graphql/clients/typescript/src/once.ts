// Ids and keys that are made once, so that what is sent twice is done once.

/** A UUID of version 7 (RFC 9562 section 5.7): the milliseconds of now, then random bits. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  const milliseconds = Date.now();
  view.setUint16(0, Math.floor(milliseconds / 2 ** 32));
  view.setUint32(2, milliseconds % 2 ** 32);
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70);
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A key for a mutation that takes an `idempotencyKey`. */
export const newKey = newId;

/** Where ids are remembered across restarts: a table, a file, `localStorage`. */
export type Store = {
  get(name: string): string | null | undefined | Promise<string | null | undefined>;
  /** Is not over before `id` is stored for good; answers what is stored then, which somebody else may have made. */
  putIfAbsent(name: string, id: string): string | Promise<string>;
};

/** The id of a thing of yours, the same each time: `ids(store)('till 3, ticket 1017')`. */
export function ids(store: Store): (name: string) => Promise<string> {
  return async (name) => (await store.get(name)) ?? (await store.putIfAbsent(name, newId()));
}
