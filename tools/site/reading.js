// A lesson's text, to be read until JupyterLite has the lesson ready in its place.
import { saved } from './storage.js';

const TEXTS = new Set(document.querySelector('meta[name="lesson-texts"]').content.split(' '));
const PATIENCE = 15_000; // ms after which the lesson is shown as far as it is there
const SETTLING = 1500; // ms in which a form or a picture finds its size
const QUIET = 250; // ms without a change of height: the cells have found their places

const frame = () => new Promise((resolve) => setTimeout(resolve, 50));

/** Show a lesson's text at once; without one, a lesson that this browser has not saved either is not there. */
export async function showText(path) {
  const article = document.createElement('article');
  article.id = 'lesson-text';
  article.tabIndex = 0;
  article.setAttribute('aria-label', 'The lesson’s text');
  const name = path.replace(/\.ipynb$/, '');
  if (!TEXTS.has(name)) {
    const files = await saved().catch(() => new Map());
    if (files.has(path)) return null;
    document.body.classList.add('is-opening', 'is-missing');
    article.innerHTML = '<section><h1></h1><p><a href="../index.html">All lessons</a></p></section>';
    article.querySelector('h1').textContent = path ? `This site has no lesson ${path}` : 'This address names no lesson';
    document.body.append(article);
    return article;
  }
  document.body.classList.add('is-opening');
  document.body.append(article);
  const answer = await fetch(`../text/${encodeURIComponent(name)}.html`).catch(() => null);
  if (answer?.ok) article.innerHTML = await answer.text(); // made when the site was built, from the site's own lessons
  return article;
}

/** The section that is being read: its index, and where it begins in the window. */
function place(article) {
  const line = article.getBoundingClientRect().top + parseFloat(getComputedStyle(article).paddingTop);
  const ends = [...article.children].map((section) => section.getBoundingClientRect().bottom);
  const index = Math.max(ends.findIndex((end) => end > line), 0);
  return { index, top: article.children[index].getBoundingClientRect().top };
}

/** Wait until the cells that will be seen are drawn and stay where they are. */
async function drawn(panel, last) {
  const began = performance.now();
  let [height, since] = [-1, began];
  const { widgets, node } = panel.content;
  while (performance.now() - began < PATIENCE) {
    const now = widgets[0]?.node.parentElement?.scrollHeight ?? node.scrollHeight;
    const ready = widgets.length && widgets.slice(0, last + 1).every((cell) => !cell.placeholder && cell.node.offsetHeight);
    if (!ready || now !== height) [height, since] = [now, performance.now()];
    if (ready && performance.now() - since >= QUIET) return;
    await frame();
  }
}

/** Put the notebook in the text's place, at the line that was being read. */
export async function takeOver(app, panel, article) {
  if (article) keepPreviews(panel, article);
  if (article?.childElementCount) await alignWith(panel, article);
  const isReading = document.activeElement === document.body || article?.contains(document.activeElement);
  article?.remove();
  document.body.classList.remove('is-opening');
  if (article && isReading) app.shell.activateById(panel.id); // what is hidden cannot have the focus, which Shift+Enter needs
}

/** Let forms and pictures keep their places in the notebook until their cells have been run. */
function keepPreviews(panel, article) {
  for (const section of article.querySelectorAll('section:has(> .lesson-preview)')) {
    const cell = panel.content.widgets.find(({ model }) => model.id === section.dataset.cell);
    if (!cell?.outputArea || cell.model.outputs.length) continue;
    const preview = section.querySelector('.lesson-preview').cloneNode(true);
    const give = () => {
      if (!cell.model.outputs.length) return;
      cell.model.outputs.changed.disconnect(give);
      const area = cell.outputArea.node;
      area.style.minHeight = `${preview.offsetHeight}px`; // what is below stays there while the form is drawn
      setTimeout(() => { area.style.minHeight = ''; }, SETTLING);
      preview.remove();
    };
    cell.model.outputs.changed.connect(give);
    cell.ready.then(() => cell.model.outputs.length || cell.node.append(preview)); // below the cell's own parts
  }
}

async function alignWith(panel, article) {
  const seen = Math.ceil(innerHeight / 40); // more cells than fit into the window
  await drawn(panel, place(article).index + seen);
  const { index, top } = place(article);
  const cell = panel.content.widgets[index];
  if (article.scrollTop && cell) {
    scrollerOf(cell.node).scrollTop += cell.node.getBoundingClientRect().top - top;
  }
}

/** The part of the page that scrolls the cell. */
function scrollerOf(node) {
  let scroller = node.parentElement;
  while (scroller.parentElement && scroller.scrollHeight <= scroller.clientHeight) scroller = scroller.parentElement;
  return scroller;
}
