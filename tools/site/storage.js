// What a learner has saved: JupyterLite's own store in this browser, read and written without starting JupyterLite.
const NAME = 'iamsim lessons'; // contentsStorageName in jupyter-lite.json
export const PROGRESS = 'progress.json';

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

/** The learner's progress as an object, or null. */
export async function progress() {
  const record = await inStore('readonly', (files) => files.get(PROGRESS));
  if (!record) return null;
  return typeof record.content === 'string' ? JSON.parse(record.content) : record.content;
}

/** Keep this progress instead of what was there. */
export function keepProgress(content) {
  const now = new Date().toISOString();
  const record = {
    name: PROGRESS, path: PROGRESS, type: 'file', format: 'json', mimetype: 'application/json', writable: true,
    created: now, last_modified: now, content, size: JSON.stringify(content).length,
  };
  return inStore('readwrite', (files) => files.put(record, PROGRESS), true);
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
