// What a learner has saved: JupyterLite's own store in this browser, read and written without starting JupyterLite.
const NAME = 'iamsim lessons'; // contentsStorageName in jupyter-lite.json
export const PROGRESS = 'progress.json';
const VERSION = 2; // the newest that iamsim/learning/records/journal.py of this site reads and writes

function open(create) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME);
    request.onupgradeneeded = () => {
      if (create) request.result.createObjectStore('files');
      else request.transaction.abort(); // nothing was saved yet; leave no empty store behind
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      event.preventDefault();
      create ? reject(request.error) : resolve(null);
    };
  });
}

async function inStore(mode, work, create = false) {
  const database = await open(create);
  if (!database) return undefined;
  try {
    if (!database.objectStoreNames.contains('files')) return undefined;
    const transaction = database.transaction('files', mode);
    const answer = work(transaction.objectStore('files'));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    return answer.result;
  } finally {
    database.close();
  }
}

/** Every saved file: its path → JupyterLite's record of it. */
export async function saved() {
  const records = (await inStore('readonly', (files) => files.getAll())) ?? [];
  return new Map(records.map((record) => [record.path, record]));
}

/** What a record holds; JupyterLite keeps JSON as text or as an object, as it came. */
export const content = (record) => (typeof record.content === 'string' ? JSON.parse(record.content) : record.content);

/** The learner's progress, as iamsim/learning/records/journal.py describes it, or null. */
export async function progress() {
  const record = await inStore('readonly', (files) => files.get(PROGRESS));
  return record ? content(record) : null;
}

/** Say what is wrong with a progress file, or nothing. */
export function objection(found) {
  if (!found || typeof found.learner !== 'string' || !Array.isArray(found.events)) return 'it has no learner and events';
  if (!(found.version >= 1 && found.version <= VERSION)) return `its version is ${found.version}, this site reads versions 1 to ${VERSION}`;
  const bad = found.events.findIndex((event) => !event?.id || !event?.at || !event?.did);
  return bad === -1 ? '' : `its entry ${bad + 1} has no id, time or kind`;
}

/** Add to the progress here what a file brings, each event once, in the order in which it happened. */
export async function addProgress(brought) {
  const mine = await progress();
  const events = new Map([...(mine?.events ?? []), ...brought.events].map((event) => [event.id, event]));
  const ordered = [...events.values()].sort((one, other) => (one.at < other.at ? -1 : 1));
  const version = Math.max(brought.version, mine?.version ?? 1);
  const both = { ...brought, ...mine, version, events: ordered };
  const now = new Date().toISOString();
  const record = {
    name: PROGRESS, path: PROGRESS, type: 'file', format: 'json', mimetype: 'application/json', writable: true,
    created: now, last_modified: now, content: both, size: JSON.stringify(both).length,
  };
  await inStore('readwrite', (files) => files.put(record, PROGRESS), true);
  return ordered.length - (mine?.events.length ?? 0);
}

/** Give a saved lesson another name, so that the site's own is seen again; return that name. */
export async function setAside(path, when) {
  const there = await saved();
  const name = freeName(path, when, (one) => there.has(one));
  await inStore('readwrite', (files) => {
    files.put({ ...there.get(path), name, path: name }, name);
    return files.delete(path);
  });
  return name;
}

/** A name that is not taken: "08_x.ipynb" → "08_x (my copy of 2026-11-24).ipynb". */
export function freeName(path, when, taken) {
  const day = when.toISOString().slice(0, 10);
  for (let number = 1; ; number += 1) {
    const name = path.replace(/\.ipynb$/, ` (my copy of ${day}${number > 1 ? `, ${number}` : ''}).ipynb`);
    if (!taken(name)) return name;
  }
}
