/* On a focused control JupyterLab's keys of command mode must not work: d d would delete the cell it stands in.
   Lumino looks for the attribute on the way from the document to the control, so it is set before: at the window.
   Keys with Ctrl, ⌘ or Alt, Enter and Escape stay JupyterLab's: they save, run a cell, leave a field. */
(() => {
  if (window.iamsimKeys) return;
  window.iamsimKeys = (event) => {
    const card = event.target.closest && event.target.closest('.iamsim-controls, .iamsim-live');
    const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.key === 'Enter' || event.key === 'Escape');
    if (card) event.target.toggleAttribute('data-lm-suppress-shortcuts', isPlain);
  };
  window.addEventListener('keydown', window.iamsimKeys, true);
})();
