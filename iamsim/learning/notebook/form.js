/* What a form needs from its page and ipywidgets does not give it: arrow keys in a choice, groups, a voice. Called by forms.py. */
(style => {
  const form = style.closest('.iamsim-form');
  const name = () => 'iamsim-' + Math.random().toString(36).slice(2);
  const mend = () => {
    form.setAttribute('role', 'group');
    form.setAttribute('aria-label', style.dataset.label);
    form.querySelectorAll('.iamsim-result').forEach(node => node.setAttribute('aria-live', 'polite'));
    form.querySelectorAll('.widget-radio-box').forEach(box => {
      const inputs = box.querySelectorAll('input');
      const group = (inputs[0] && inputs[0].name) || name(); /* radios of one name: arrow keys go through them */
      inputs.forEach(input => { input.name = group; });
      box.setAttribute('role', 'radiogroup');
      box.setAttribute('aria-label', box.previousElementSibling.textContent);
    });
  };
  let open = false;
  const isElsewhere = () => { /* a learner who went on meanwhile, to the next cell say, keeps the focus there */
    const focused = document.activeElement;
    return focused && !form.contains(focused) && !focused.contains(form);
  };
  const follow = () => { /* the button has gone, and with it the focus: on to what is said */
    const said = form.querySelector('.iamsim-said, .iamsim-next');
    if (form.querySelector('.iamsim-commit')) open = true;
    else if (open && said) {
      open = false;
      said.tabIndex = -1;
      if (!isElsewhere()) said.focus();
    }
  };
  const look = () => { mend(); follow(); };
  look();
  new MutationObserver(look).observe(form, {childList: true, subtree: true});
})(this)
