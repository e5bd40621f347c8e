// Which cells run by themselves once Python is awake, in the lesson's order, without moving the page:
// those with folded code (forms, pictures, quizzes), as soon as the code above them has run.
//
// Code that is to be read waits for Shift+Enter; an experiment and its observation wait for their prediction.
const PAUSE = 100; // ms between two looks
const OWN = ['exercise', 'modify']; // tags of code that a learner may leave out: nothing later needs it
const WIDGET = 'application/vnd.jupyter.widget-view+json';

const tags = (cell) => cell.getMetadata('tags') ?? [];
export const isFolded = (cell) => Boolean(cell.getMetadata('jupyter')?.source_hidden);

/** Run folded cells as they become due; return a function that makes other cells due, too. */
export function runFoldedCells(app, panel) {
  const { content, sessionContext } = panel;
  const code = [...content.model.cells].filter((cell) => cell.type === 'code');
  const done = new Set(); // cells that have run in this Python
  const asked = new Set(); // cells whose form was seen open
  const wanted = new Set();
  for (const cell of code) {
    cell.stateChanged.connect((_, { name, newValue }) => name === 'executionCount' && newValue && done.add(cell));
  }
  sessionContext.statusChanged.connect((_, state) => state === 'restarting' && done.clear());

  const indexOf = (cell) => content.widgets.findIndex(({ model }) => model === cell);

  const isOpen = (cell) => Boolean(content.widgets[indexOf(cell)]?.node.querySelector('.iamsim-commit'));

  const isAnswered = (prediction) => {
    // One that was answered earlier is shown without a form; a form needs a moment until its button is there.
    const isForm = prediction.outputs.toJSON().some(({ data }) => data?.[WIDGET]);
    return done.has(prediction) && !isOpen(prediction) && (asked.has(prediction) || !isForm);
  };

  const follows = (cell, index) => {
    const above = code.slice(0, index);
    if (index && !done.has(above.at(-1))) return false;
    if (above.some((other) => !done.has(other) && !OWN.some((tag) => tags(other).includes(tag)))) return false;
    const id = tags(cell).map((tag) => tag.match(/^(?:experiment|observe):(.+)/)?.[1]).find(Boolean);
    const prediction = code.find((other) => tags(other).includes(`predict:${id}`));
    return !prediction || isAnswered(prediction);
  };

  const due = () => {
    code.filter(isOpen).forEach((cell) => asked.add(cell));
    if (sessionContext.session?.kernel?.status !== 'idle') return undefined;
    if (code.some((cell) => cell.executionState === 'running')) return undefined;
    return code.find((cell, index) => !done.has(cell) && indexOf(cell) !== -1
      && (wanted.has(cell) || (isFolded(cell) && follows(cell, index))));
  };

  (async () => {
    while (!panel.isDisposed) {
      const cell = due();
      if (cell) await app.commands.execute('iamsim:run-in-place', { index: indexOf(cell) }).catch(console.warn);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  })();
  return (cells) => cells.forEach((cell) => wanted.add(cell));
}
