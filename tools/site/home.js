// The front page: what of each lesson is saved in this browser, and progress taken out and brought in.
import { PROGRESS, addProgress, content, objection, progress, saved, setAside } from './storage.js';

const say = (words) => { document.querySelector('#said').textContent = words; };
const day = (text) => new Date(text).toLocaleDateString(undefined, { day: 'numeric', month: 'long' });

function link(words, file) {
  const element = document.createElement('a');
  element.textContent = words;
  element.href = `notebooks/index.html?path=${encodeURIComponent(file)}`;
  return element;
}

/** How many of a lesson's questions have an answer. */
function answered(asks, events) {
  const tried = new Set(events.filter((event) => event.status).map((event) => event.question));
  return asks.filter((question) => tried.has(question)).length;
}

function newer(file) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Open the newer lesson, keep my copy';
  button.addEventListener('click', async () => {
    await setAside(file, new Date());
    location.href = `notebooks/index.html?path=${file}`;
  });
  return button;
}

/** What of this lesson is in the browser: answers, the saved copy, a newer lesson beside it, older copies. */
function yours({ file, version }, count, of, files) {
  const parts = count ? [count < of ? `${count} of ${of} questions answered.` : 'All questions answered.'] : [];
  const mine = files.get(file);
  if (mine) {
    parts.push(`Your copy is of ${day(mine.last_modified)}.`);
    if (content(mine)?.metadata?.iamsim?.version !== version) parts.push(newer(file));
  }
  const stem = file.replace(/\.ipynb$/, ' (');
  const copies = [...files.keys()].filter((name) => name.startsWith(stem)).sort();
  return [...parts, ...copies.map((path) => link(path.slice(stem.length - 1).replace(/\.ipynb$/, ''), path))];
}

async function show() {
  const files = await saved();
  const events = (await progress().catch(() => null))?.events ?? [];
  let done = 0;
  const lessons = document.querySelectorAll('.lesson');
  for (const lesson of lessons) {
    const asks = lesson.dataset.asks.split(' ');
    const count = answered(asks, events);
    lesson.dataset.state = { 0: 'new', [asks.length]: 'done' }[count] ?? 'begun';
    done += lesson.dataset.state === 'done';
    const parts = yours(lesson.dataset, count, asks.length, files);
    const line = lesson.querySelector('.yours');
    line.replaceChildren(...parts.flatMap((part) => [part, ' ']));
    line.hidden = parts.length === 0;
  }
  document.querySelector('#sum').textContent = done ? `You have done ${done} of ${lessons.length} lessons.` : '';
  document.querySelector('#export').disabled = !files.has(PROGRESS);
  document.querySelector('#none').hidden = files.has(PROGRESS);
}

async function takeOut() {
  const text = `${JSON.stringify(await progress(), null, 1)}\n`;
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  anchor.download = PROGRESS;
  anchor.click();
  URL.revokeObjectURL(anchor.href);
  say(`${PROGRESS} is in your downloads. Bring it to another browser here, or put it into the work folder of an installed course.`);
}

async function bringIn(file) {
  let brought;
  try {
    brought = JSON.parse(await file.text());
  } catch {
    return say(`${file.name} is not a progress file: it is not JSON.`);
  }
  const wrong = objection(brought);
  if (wrong) return say(`${file.name} is not a progress file: ${wrong}.`);
  const count = await addProgress(brought);
  say(count
    ? `${count} ${count === 1 ? 'entry' : 'entries'} from ${file.name} added to your progress.`
    : `${file.name} holds nothing that is not here already.`);
  return show();
}

document.querySelector('#export').addEventListener('click', takeOut);
const chooser = document.querySelector('#chooser');
document.querySelector('#import').addEventListener('click', () => chooser.click());
chooser.addEventListener('change', () => {
  if (chooser.files.length) bringIn(chooser.files[0]);
  chooser.value = '';
});
document.querySelector('#insecure').hidden = window.isSecureContext;
window.addEventListener('pageshow', show);

// Fetch the large files while the visitor reads.
if (!navigator.connection?.saveData) {
  window.addEventListener('load', () => setTimeout(() => {
    for (const name of ['pyodide.asm.wasm', 'pyodide.asm.mjs', 'python_stdlib.zip']) {
      fetch(`static/pyodide/${name}`, { priority: 'low' }).then((answer) => answer.arrayBuffer()).catch(() => {});
    }
  }, 500));
}
