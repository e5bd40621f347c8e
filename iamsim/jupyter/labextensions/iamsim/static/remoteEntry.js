/* JupyterLab's extension for lessons, the same in `iamsim lab` and on the site:

   a cell is run with Shift+Enter or ▶ → what it shows is kept in view until it has found its size
   a click on folded code → the cell is chosen, and stays folded
   a notebook that was only opened → counts as saved, although JupyterLab has noted its Python's version in it
   the command iamsim:run-in-place → a cell is run, and the page stays where it is

   Written by hand as JupyterLab's builder would pack it: nothing has to be built. JupyterLab loads this file,
   calls `init` with the modules that it shares, then asks `get` for the plugin. */
(() => {
  'use strict';

  const NARROW = 760; // px: the width up to which JupyterLab puts a cell's number above it
  const SETTLING = 2000; // ms in which pictures and widgets find their size after their cell has run
  const GAP = 8; // px left free above what is shown
  const LEARNER = ['wheel', 'pointerdown', 'keydown']; // events by which a learner takes over
  const STYLE = `
    .jp-InputPlaceholder, .jp-InputPlaceholder * { box-sizing: border-box; min-width: 0; max-width: 100%; }
    .jp-InputPlaceholder .jp-Placeholder-content { cursor: default; }
    .jp-InputPlaceholder .jp-PlaceholderText { flex: 1; font-size: 0; white-space: normal; }
    .jp-InputPlaceholder .jp-PlaceholderText::before {
      content: 'Folded code. Shift+Enter runs it.';
      font: var(--jp-content-font-size1) var(--jp-content-font-family);
    }
    .jp-InputPlaceholder .jp-MoreHorizIcon { flex: none; cursor: pointer; }
    @media (max-width: ${NARROW}px) {
      .jp-InputPlaceholder .jp-Placeholder-prompt { display: none; }
      .jp-Notebook .cm-content { white-space: break-spaces !important; overflow-wrap: anywhere; flex-shrink: 1 !important; } /* CodeMirror reads it */
    }`;

  let modules;
  let leave = () => {}; // ends what follows the last cell

  async function shared(name) {
    const [version] = Object.values(modules[name]);
    return (await version.get())();
  }

  /** The part of the page that scrolls a node. */
  function scrollerOf(node) {
    const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowY);
    let scroller = node.parentElement;
    while (scroller.parentElement && !scrolls(scroller)) scroller = scroller.parentElement;
    return scroller;
  }

  /** Scroll as little as needed to see all of a cell; of a high one its output, from the top. */
  function reveal(cell, scroller) {
    const view = scroller.getBoundingClientRect();
    const output = cell.outputArea.node.getBoundingClientRect();
    if (!output.height) return;
    const whole = cell.node.getBoundingClientRect();
    const shown = whole.height + GAP <= view.height ? whole : output;
    const above = Math.floor(shown.top - view.top - GAP);
    const below = Math.ceil(shown.bottom - view.bottom);
    if (above < 0) scroller.scrollTop += above;
    else if (below > 0) scroller.scrollTop += Math.min(above, below);
  }

  /** Keep a cell's output in view while it grows, until the learner does something. */
  function follow(cell) {
    leave();
    const scroller = scrollerOf(cell.node);
    let settled;
    const look = () => {
      if (cell.isDisposed) return leave();
      reveal(cell, scroller);
      clearTimeout(settled);
      settled = setTimeout(() => (cell.model.executionState === 'running' ? look() : leave()), SETTLING);
      return undefined;
    };
    const growing = new ResizeObserver(look);
    growing.observe(cell.outputArea.node);
    scroller.addEventListener('scroll', look); // JupyterLab scrolls to the next cell, which may be too far down
    const ended = new AbortController();
    for (const event of LEARNER) {
      document.addEventListener(event, () => leave(), { capture: true, passive: true, signal: ended.signal });
    }
    leave = () => {
      growing.disconnect();
      scroller.removeEventListener('scroll', look);
      ended.abort();
      clearTimeout(settled);
      leave = () => {};
    };
  }

  /** Let a notebook count as saved until the learner changes something or runs a cell.

      JupyterLab itself notes the kernel's version in it, and the site runs its folded cells. */
  function countAsSaved(context, { executionScheduled, outputCleared }) {
    const { model } = context;
    const cells = [...model.cells].map((cell) => cell.sharedModel);
    const keep = (_, { name, newValue }) => { if (name === 'dirty' && newValue) model.dirty = false; };
    const touch = () => {
      model.stateChanged.disconnect(keep);
      model.sharedModel.changed.disconnect(onNotebook);
      cells.forEach((cell) => cell.changed.disconnect(onCell));
      [executionScheduled, outputCleared].forEach((signal) => signal.disconnect(onAction));
      model.dirty = true;
    };
    const onNotebook = (_, { cellsChange }) => cellsChange && touch();
    const onCell = (_, { sourceChange, metadataChange, attachmentsChange }) => (sourceChange || metadataChange || attachmentsChange) && touch();
    const onAction = (_, { notebook }) => notebook.model === model && touch();
    model.stateChanged.connect(keep);
    model.sharedModel.changed.connect(onNotebook);
    cells.forEach((cell) => cell.changed.connect(onCell));
    [executionScheduled, outputCleared].forEach((signal) => signal.connect(onAction));
    model.dirty = false;
  }

  function activate(app, { NotebookActions, runCell }) {
    app.docRegistry.addWidgetExtension('Notebook', {
      createNew: (_, context) => { context.ready.then(() => countAsSaved(context, NotebookActions)); },
    });
    let scheduled = [];
    NotebookActions.executionScheduled.connect((_, { cell }) => {
      if (scheduled.push(cell) > 1) return;
      queueMicrotask(() => { // Run All schedules all cells at once; then the page stays where it is
        if (scheduled.length === 1) follow(cell);
        else leave();
        scheduled = [];
      });
    });
    document.head.append(Object.assign(document.createElement('style'), { textContent: STYLE }));
    document.addEventListener('click', (event) => {
      if (event.target.closest('.jp-InputPlaceholder') && !event.target.closest('.jp-MoreHorizIcon')) event.stopPropagation();
    }, true);
    document.addEventListener('pointerover', (event) => { // "Click to expand" holds for the dots alone
      const folded = event.target.closest('.jp-InputPlaceholder')?.querySelector('.jp-Placeholder-content[title]');
      if (!folded) return;
      folded.querySelector('.jp-MoreHorizIcon').title = folded.title;
      folded.removeAttribute('title');
    });
    // Beside JupyterLab's list of files a phone has no room for a lesson.
    app.restored.then(() => innerWidth < NARROW && app.shell.collapseLeft?.());
    app.commands.addCommand('iamsim:run-in-place', {
      label: 'Run a cell and stay where the page is',
      execute: ({ index }) => {
        const { content, sessionContext } = app.shell.currentWidget;
        const nothing = () => {};
        return runCell({
          cell: content.widgets[index], notebook: content.model, notebookConfig: content.notebookConfig, sessionContext,
          onCellExecuted: nothing, onCellExecutionScheduled: nothing,
        });
      },
    });
  }

  const plugin = {
    id: 'iamsim:lessons',
    autoStart: true,
    activate: async (app) => activate(app, await shared('@jupyterlab/notebook')),
  };
  window._JUPYTERLAB = { ...window._JUPYTERLAB, iamsim: {
    init: (scope) => { modules = scope; },
    get: async () => () => ({ __esModule: true, default: plugin }),
  } };
})();
