/* On a focused control JupyterLab's keys of command mode must not work: d d would delete the cell it stands in.
   Lumino looks for the attribute on the way from the document to the control, so it is set before: at the window.
   Keys with Ctrl, ⌘ or Alt, Shift+Enter and Escape stay JupyterLab's: they save, run a cell, leave a field. */
(() => {
  const page = /** @type {Window & { iamsimKeys?: (event: KeyboardEvent) => void }} */ (window);
  if (page.iamsimKeys) return;
  page.iamsimKeys = (event) => {
    const focused = /** @type {Element} */ (event.target);
    const card = focused.closest && focused.closest('.iamsim-controls, .iamsim-live-page');
    const runsCell = event.key === 'Enter' && event.shiftKey;
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || runsCell || event.key === 'Escape');
    if (card) focused.toggleAttribute('data-lm-suppress-shortcuts', isPlain);
  };
  page.addEventListener('keydown', page.iamsimKeys, true);
})();
