// The front page: what of each lesson is saved in this browser, and progress taken out and brought in.
import { PROGRESS, keepProgress, progress, saved, setAside } from './storage.js';

const say = (words) => { document.querySelector('#said').textContent = words; };
const day = (text) => new Date(text).toLocaleDateString(undefined, { day: 'numeric', month: 'long' });

function link(words, file) {
  const element = document.createElement('a');
  element.textContent = words;
  element.href = `notebooks/index.html?path=${encodeURIComponent(file)}`;
  return element;
}

async function showSaved() {
  const files = await saved();
  for (const lesson of document.querySelectorAll('.lesson')) {
    const { file, version } = lesson.dataset;
    const yours = lesson.querySelector('.yours');
    const parts = [];
    const mine = files.get(file);
    if (mine) {
      parts.push(`Your copy is of ${day(mine.last_modified)}.`);
      const of = (typeof mine.content === 'string' ? JSON.parse(mine.content) : mine.content)?.metadata?.iamsim?.version;
      if (of && of !== version) {
        const newer = document.createElement('button');
        newer.type = 'button';
        newer.textContent = 'Open the newer lesson, keep my copy';
        newer.addEventListener('click', async () => {
          await setAside(file, new Date());
          location.href = `notebooks/index.html?path=${file}`;
        });
        parts.push(newer);
      }
    }
    const stem = file.replace(/\.ipynb$/, ' (');
    for (const path of [...files.keys()].filter((name) => name.startsWith(stem)).sort()) {
      parts.push(link(path.slice(stem.length - 1).replace(/\.ipynb$/, ''), path));
    }
    yours.replaceChildren(...parts.flatMap((part) => [part, ' ']));
    yours.hidden = parts.length === 0;
  }
  const any = files.has(PROGRESS);
  document.querySelector('#export').disabled = !any;
  document.querySelector('#none').hidden = any;
}

async function takeOut() {
  const text = JSON.stringify(await progress(), null, 1);
  const anchor = document.createElement('a');
  anchor.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  anchor.download = PROGRESS;
  anchor.click();
  URL.revokeObjectURL(anchor.href);
  say(`${PROGRESS} is in your downloads.`);
}

async function bringIn(file) {
  try {
    const content = JSON.parse(await file.text());
    if (content === null || typeof content !== 'object' || Array.isArray(content)) throw new SyntaxError();
    await keepProgress(content);
    say(`${file.name} is now your progress in this browser.`);
    await showSaved();
  } catch {
    say(`${file.name} is not a progress file: expected the JSON that “Save my progress” gave you.`);
  }
}

document.querySelector('#export').addEventListener('click', takeOut);
const chooser = document.querySelector('#chooser');
document.querySelector('#import').addEventListener('click', () => chooser.click());
chooser.addEventListener('change', () => {
  if (chooser.files.length) bringIn(chooser.files[0]);
  chooser.value = '';
});
document.querySelector('#insecure').hidden = window.isSecureContext;
window.addEventListener('pageshow', showSaved);

// Fetch the large files while the visitor reads.
if (!navigator.connection?.saveData) {
  window.addEventListener('load', () => setTimeout(() => {
    for (const name of ['pyodide.asm.wasm', 'pyodide.asm.mjs', 'python_stdlib.zip']) {
      fetch(`static/pyodide/${name}`, { priority: 'low' }).then((answer) => answer.arrayBuffer()).catch(() => {});
    }
  }, 500));
}
