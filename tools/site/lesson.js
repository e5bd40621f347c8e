// The bar above a lesson: the way home, what Python is doing, and a newer lesson if there is one.
import { showText, takeOver } from './reading.js';
import { isFolded, runFoldedCells } from './running.js';
import { freeName } from './storage.js';

const WIDGET = 'application/vnd.jupyter.widget-view+json';
const bar = document.createElement('header');
bar.id = 'course-bar';
bar.innerHTML = `
  <a class="home" href="../index.html"><span aria-hidden="true">←</span> All lessons</a>
  <span class="status" role="status" data-state="opening"><span class="dot" aria-hidden="true"></span>
    <span class="words">Opening the lesson …</span></span>
  <span class="offer"></span>`;
document.body.prepend(bar);
const status = bar.querySelector('.status');
const offer = bar.querySelector('.offer');

function say(state, words) {
  if (status.dataset.state === state) return;
  status.dataset.state = state;
  status.querySelector('.words').textContent = words;
}

function button(words, action) {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = words;
  element.addEventListener('click', action);
  return element;
}

const until = async (look) => {
  for (;;) {
    const found = look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

async function main() {
  const article = await showText(new URLSearchParams(location.search).get('path') ?? '');
  if (document.body.classList.contains('is-missing')) return say('missing', 'There is no such lesson.');
  if (article) say('text', 'This is the text. The lesson itself opens in a few seconds.');
  const app = await until(() => window.jupyterapp);
  await app.restored;
  const panel = await until(() => app.shell.currentWidget?.sessionContext && app.shell.currentWidget);
  await panel.context.ready;
  await takeOver(app, panel, article);
  const path = panel.context.path;
  const title = panel.content.model.cells.get(0)?.sharedModel.source.match(/^# (.+)$/m)?.[1];
  document.title = `${title ?? path} · iamsim`;
  const ran = forgetWidgets(panel);
  watch(app, panel, ran);
  followLinks(panel);
  await offerNewer(app, panel, path);
  return undefined;
}

/** Widgets live in Python, which was put to sleep: keep what they said; return the cells with code to read that had been run. */
function forgetWidgets(panel) {
  const ran = [];
  for (const cell of panel.content.model.cells) {
    if (cell.type !== 'code') continue;
    if (cell.executionCount !== null && !isFolded(cell)) ran.push(cell);
    const outputs = cell.outputs.toJSON();
    if (!outputs.some((output) => output.data?.[WIDGET])) continue;
    cell.outputs.fromJSON(outputs.map((output) => {
      const { [WIDGET]: gone, ...data } = output.data ?? {};
      return gone ? { ...output, data } : output;
    }));
  }
  return ran;
}

/** A link to another lesson opens it here; JupyterLite would look for it in a file browser that the site has not. */
function followLinks(panel) {
  panel.node.addEventListener('click', async (event) => {
    const link = event.target.closest('.jp-RenderedMarkdown a, .jp-RenderedHTML a, .iamsim-live-page a');
    // What a cell shows is linked to the file itself, with a query of JupyterLite's.
    const name = link?.origin === location.origin && link.pathname.match(/([^/]+)\.ipynb$/)?.[1];
    if (!name) return;
    event.preventDefault();
    event.stopPropagation();
    if (panel.context.model.dirty) await panel.context.save();
    location.href = name === 'index' ? '../index.html' : `index.html?path=${name}.ipynb`;
  }, true);
}

function watch(app, panel, ran) {
  const context = panel.sessionContext;
  const began = performance.now();
  const look = () => {
    const kernel = context.session?.kernel;
    const state = kernel?.status ?? 'unknown';
    if (!status.dataset.awake) {
      if (state !== 'idle' || !kernel?.info) {
        return say('waking', isShared()
          ? 'Python is waking up: in about 15 seconds it opens the account of this link.'
          : 'Python is waking up: about 15 seconds. Read on meanwhile.');
      }
      kernel.info.then(() => {
        if (status.dataset.awake) return; // a status that came meanwhile has asked too
        status.dataset.awake = ((performance.now() - began) / 1000).toFixed(1);
        const alsoRun = runFoldedCells(app, panel);
        if (isShared()) alsoRun(cellsForLinks(panel));
        else if (ran.length) offerRestore(() => alsoRun(ran));
        look();
      });
      return undefined;
    }
    if (state === 'busy') return say('busy', 'Python is working …');
    if (state === 'idle') return say('idle', 'Python is awake. Run a cell with Shift+Enter or ▶.');
    if (state === 'dead') return say('dead', 'Python has stopped. Reload this page; your answers are kept.');
    return say('waking again', 'Python is starting again …');
  };
  context.statusChanged.connect(look);
  context.connectionStatusChanged.connect(look);
  context.kernelChanged.connect(look);
  look();
}

function offerRestore(restore) {
  const again = button('Run again what you had run', () => {
    again.remove();
    restore();
  });
  offer.append(again);
}

/** Whether the page's address holds an account, which the cell with a playground opens once it has run. */
const isShared = () => new URLSearchParams(location.hash.slice(1)).has('play');

const cellsForLinks = (panel) => [...panel.content.model.cells]
  .filter((cell) => cell.type === 'code' && cell.getMetadata('tags')?.includes('opens-link'));

async function offerNewer(app, panel, path) {
  const mine = panel.context.model.getMetadata('iamsim')?.version;
  const lessons = await (await fetch('../lessons.json')).json();
  const newest = lessons.find((lesson) => lesson.file === path)?.version;
  if (!mine || !newest || mine === newest) return;
  const note = document.createElement('span');
  note.textContent = 'This is your saved copy. The lesson has a newer version. ';
  offer.append(note, button('Open it, keep my copy', async () => {
    const contents = app.serviceManager.contents;
    await panel.context.save();
    const names = (await contents.get('')).content.map((file) => file.path);
    await contents.rename(path, freeName(path, new Date(), (name) => names.includes(name)));
    location.reload();
  }));
}

main();
