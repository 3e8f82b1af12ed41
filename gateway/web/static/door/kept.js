// What this device keeps: one snapshot, and its scans. A scan's token goes as soon as the room has it.
let opened;

export function begin(name) {
  opened = new Promise((done, failed) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept");
      asked.result.createObjectStore("scans", { keyPath: "nonce" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function within(store, mode, act) {
  const database = await opened;
  return new Promise((done, failed) => {
    const work = database.transaction(store, mode, { durability: "strict" });
    const asked = act(work.objectStore(store));
    work.oncomplete = () => done(asked?.result);
    work.onerror = work.onabort = () => failed(work.error);
  });
}

export const get = (name) => within("kept", "readonly", (rows) => rows.get(name));
export const put = (name, value) => within("kept", "readwrite", (rows) => rows.put(value, name));
export const keep = (scan) => within("scans", "readwrite", (rows) => rows.put(scan));
export const scans = () => within("scans", "readonly", (rows) => rows.getAll());
