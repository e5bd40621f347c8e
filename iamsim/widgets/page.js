// The page of a widget: areas of markup from Python; it sends back what somebody does.
//
//   <button data-step="choose" data-values='{"user": "ria"}'>   → {step: "choose", values: {user: "ria"}}
//   <input type="checkbox" data-step="join" data-value="member"> → values.member = true or false
//   <form data-step="create_user"> with named fields             → values.FIELD = text, when it is submitted
//   <textarea data-step="set_text" data-value="text" data-typing> → while somebody types
//   <input data-suggest="action">  asks for suggestions while somebody types: the trait `suggestions`
//   <input type="file" data-step="load_file" data-value="text">  → the text of the file
//   <button data-copy> or data-copy="link"  copies the <pre> beside it, or an address that opens it
//   <table data-rows data-columns data-boxes>  its [data-cell="7"] show decision 7 of the trait `cells`, its
//       [data-box="7"] letter 7 of `boxes`; both send their row's and column's names
//   <button data-hotkey="1">  is pressed by that key, too, while the focus is in the page and in no field
//   <p tabindex="-1" data-focus="ask 2">  gets the focus when it comes after a step, once for each value
//   <section data-reveal>  is scrolled into sight when its area was empty before
//   <g data-node="group Web">  a node of the picture: its classes from the trait `marks`; data-edge likewise
//
// Markup comes from Python, where all that is data was escaped; here data only becomes text or an attribute.

const TYPING_PAUSE = 250; // ms after the last key: shorter ones would check half-written words
const SILENCE = 4000; // ms without an answer, after which the page says that Python may be stopped
const KEPT = "iamsim-play"; // the browser tab's copy of the account that was built last, as a share code
const NARROW = matchMedia("(max-width: 600px)"); // as in the style sheet
const BUSY = "Python does not answer: it is busy, or this notebook has no kernel. Then run this cell again; ";
const GONE = "Python was stopped or started anew, so nothing here works any more. Run this cell again; ";
const SAFE = "what you have built can be opened there.";
const SAVED = "what you have answered is kept."; // of a page whose account is not built by hand
let pages = 0; // ids of suggestions have to differ between pages

/**
 * What anywidget gives: the traits of Python's side, its messages and events.
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(message: object) => void} send
 * @property {(event: string, listener: () => void) => void} on
 * @property {(event: string, listener: () => void) => void} off
 */

/** @param {{ model: Model, el: HTMLElement }} shown */
function render({ model, el }) {
  const id = (pages += 1);
  /**
   * @param {string} selector
   * @returns {HTMLElement[]}
   */
  const all = (selector) => [...page.querySelectorAll(selector)].map((node) => /** @type {HTMLElement} */ (node));
  const page = make("div", `iamsim-live-page ${model.get("css_class")}`);
  const notice = make("p", "iamsim-notice");
  notice.setAttribute("role", "status");
  /** @type {Map<string, HTMLElement>} */
  const areas = new Map(model.get("area_names").map((/** @type {string} */ name) => [name, make("div")]));
  for (const [name, area] of areas) area.dataset.area = name;
  page.append(notice, ...areas.values());
  el.append(page);

  let [waiting, typing] = [0, 0];
  /** @type {HTMLFormElement} */
  let submitted;
  let hasChanged = false; // whether somebody did something on this page
  let focusedStep = ""; // the `data-focus` that had the focus last
  const safe = model.get("address_step") ? SAFE : SAVED;
  /**
   * Ask Python for a step.
   * @param {string} step
   * @param {Record<string, unknown>} sent
   */
  const post = (step, sent) => {
    model.send({ step, values: sent });
    clearTimeout(waiting);
    waiting = setTimeout(() => notice.replaceChildren(BUSY, safe), SILENCE);
  };
  /** @param {HTMLElement} element */
  const send = (element) => {
    const { value } = /** @type {HTMLInputElement} */ (element);
    sentValues.set(element, value);
    hasChanged = true;
    post(element.dataset.step, values(element));
  };
  const gone = () => {
    clearTimeout(waiting);
    notice.replaceChildren(GONE, safe);
    page.classList.add("is-gone");
  };
  /** The account as it is now, as a code; "" where the page has none. */
  const code = () => all("[data-code]")[0]?.textContent || "";
  const keep = () => {
    if (hasChanged && code()) sessionStorage.setItem(KEPT, code());
  };
  const answered = () => {
    clearTimeout(waiting);
    notice.replaceChildren();
    showBoxes(); // what AWS refused is unticked again
    if (submitted && !model.get("failed") && "clear" in submitted.dataset) submitted.reset();
    submitted = undefined;
    queueMicrotask(() => {
      keep(); // the areas of this answer may be shown after this
      moveFocus();
    });
  };
  /** Whether the focus is in another cell by now: whoever went on there while Python worked keeps it. */
  const isElsewhere = () => {
    const focused = document.activeElement;
    return focused && !page.contains(focused) && !focused.contains(page);
  };
  /** Give the focus to what comes after a step; its button may be gone, and the next key would be the notebook's. */
  const moveFocus = () => {
    const [next] = all("[data-focus]");
    if (next && hasChanged && !isElsewhere() && next.dataset.focus !== focusedStep) {
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    }
    focusedStep = next ? next.dataset.focus : "";
  };

  const showCells = () => {
    fillCells(all("[data-cell]"), {
      now: model.get("cells"),
      before: model.get("cells_before"),
      goals: model.get("goals"),
      chosen: model.get("chosen_cell"),
      words: model.get("cell_words"),
    });
  };

  const showBoxes = () => {
    const boxes = model.get("boxes");
    for (const box of all("[data-box]")) /** @type {HTMLInputElement} */ (box).checked = boxes[Number(box.dataset.box)] === "1";
  };

  /** Give the nodes and edges of the picture the classes of the request that is chosen. */
  const showMarks = () => {
    const marks = model.get("marks");
    for (const part of partsOf(page)) {
      part.setAttribute("class", `${part.dataset.class || ""} ${marks[keyOf(part)] || ""}`.trim());
    }
  };

  /** @param {string} name */
  const showArea = (name) => {
    const area = areas.get(name);
    const [before, wasEmpty] = [places(area), !area.childElementCount];
    const template = document.createElement("template");
    template.innerHTML = model.get(name);
    morph(area, template.content);
    if (area.querySelector("[data-cell]")) showCells();
    if (area.querySelector("[data-box]")) showBoxes();
    if (area.querySelector("[data-node]")) showMarks();
    if (before.size) glide(area, before);
    if (wasEmpty && hasChanged) area.querySelector("[data-reveal]")?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  };

  /** The list of suggestions of a field. @param {HTMLElement} field */
  const suggestionsOf = (field) => {
    const listId = `iamsim-${id}-${field.dataset.suggest}`;
    const list = document.getElementById(listId) || page.appendChild(Object.assign(make("datalist"), { id: listId }));
    if (field.getAttribute("list") !== listId) field.setAttribute("list", listId);
    return list;
  };
  /** @param {HTMLInputElement} field */
  const suggest = (field) => model.send({ step: "suggest", values: { field: field.dataset.suggest, text: field.value } });
  const showSuggestions = () => {
    const { field, options } = model.get("suggestions");
    const [target] = all(`[data-suggest="${CSS.escape(field || "")}"]`);
    if (target) suggestionsOf(target).replaceChildren(...options.map((/** @type {string} */ text) => new Option(text, text)));
  };

  /** @type {[string, () => void][]} */
  const listeners = [
    ...[...areas.keys()].map((name) => /** @type {[string, () => void]} */ ([`change:${name}`, () => showArea(name)])),
    ["change:cells change:cells_before change:goals change:chosen_cell", showCells],
    ["change:boxes", showBoxes],
    ["change:marks", showMarks],
    ["change:suggestions", showSuggestions],
    ["change:answer_number", answered],
    ["comm_live_update", gone],
  ];
  for (const [event, listener] of listeners) model.on(event, listener);
  for (const name of areas.keys()) showArea(name);

  page.addEventListener("click", async (event) => {
    const clicked = /** @type {Element} */ (event.target);
    const button = /** @type {HTMLElement} */ (clicked.closest("[data-copy]"));
    if (button) {
      const text = button.closest("details").querySelector("pre").textContent;
      await copy(button.dataset.copy === "link" ? `${location.href.split("#")[0]}#play=${text}` : text);
      const words = button.textContent;
      button.textContent = notice.textContent = "Copied";
      setTimeout(() => {
        button.textContent = words;
        notice.replaceChildren();
      }, 2000);
    }
    const element = /** @type {HTMLElement} */ (clicked.closest("[data-step]"));
    if (element && !["FORM", "INPUT", "SELECT", "TEXTAREA"].includes(element.tagName)) send(element);
  });
  page.addEventListener("change", async (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.type === "file" && field.files.length) {
      const [file] = field.files;
      const limit = Number(field.dataset.limit);
      const sizes = `expected at most ${limit / 1e6} MB, found ${(file.size / 1e6).toFixed(1)} MB`;
      if (file.size > limit) notice.textContent = `${file.name}: ${sizes}; open it with playground("${file.name}")`;
      else post(field.dataset.step, { name: file.name, [field.dataset.value]: await textOf(file) });
      field.value = "";
    } else if (field.matches("[data-step][data-value]:not([data-typing])")) send(field);
  });
  page.addEventListener("submit", (event) => {
    event.preventDefault();
    submitted = /** @type {HTMLFormElement} */ (event.target);
    if (submitted.dataset.step) send(submitted);
  });
  page.addEventListener("focusin", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.dataset.suggest && suggestionsOf(field)) suggest(field);
  });
  page.addEventListener("input", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    clearTimeout(typing);
    if (field.dataset.suggest) typing = setTimeout(() => suggest(field), TYPING_PAUSE / 2);
    else if (field.matches("[data-typing]")) typing = setTimeout(() => send(field), TYPING_PAUSE);
  });
  page.addEventListener("keydown", (event) => {
    const focused = /** @type {HTMLElement} */ (event.target);
    // What keys.js keeps from JupyterLab's shortcuts must not reach its notebook either: arrows walk through cells.
    if ("lmSuppressShortcuts" in focused.dataset) event.stopPropagation();
    const node = /** @type {HTMLElement} */ (focused.closest("[data-node][data-step]"));
    if (node && ["Enter", " "].includes(event.key)) {
      event.preventDefault();
      send(node);
    }
    const cell = /** @type {HTMLElement} */ (focused.closest("[data-cell]"));
    if (cell) walk(event, cell);
    press(event, focused);
  });

  /**
   * A key presses the button that names it; in a field it is a letter, and on a button Enter is its own.
   * @param {KeyboardEvent} event
   * @param {HTMLElement} focused
   */
  const press = (event, focused) => {
    const isShortcut = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    if (isShortcut || event.defaultPrevented || focused.closest("input, select, textarea")) return;
    if (event.key === "Enter" && focused.closest("a, button, summary")) return;
    const [button] = all(`button[data-hotkey="${CSS.escape(event.key)}"]:enabled`);
    if (!button) return;
    event.preventDefault();
    send(button);
  };

  /**
   * Arrow keys walk through the table of decisions, and choose the cell that they reach.
   * @param {KeyboardEvent} event
   * @param {HTMLElement} cell
   */
  const walk = (event, cell) => {
    const next = cellBeside(cell, event.key);
    if (next === undefined) return;
    event.preventDefault();
    const [target] = all(`[data-cell="${next}"]`);
    if (!target) return;
    target.focus();
    send(target);
  };

  const showWidth = () => model.send({ step: "set_narrow", values: { narrow: NARROW.matches } });
  if (model.get("address_step")) {
    NARROW.addEventListener("change", showWidth);
    if (NARROW.matches) showWidth();
  }

  // What this tab had built when Python was stopped; a second view of the same widget shows it already.
  const kept = sessionStorage.getItem(KEPT);
  if (kept && kept !== code() && model.get("address_step") && !location.hash.includes("play=")) {
    const again = make("button", "iamsim-button", "Open what you had built before");
    again.addEventListener("click", () => post(model.get("address_step"), { code: kept }));
    notice.append(again);
  }

  // A shared account in the page's address; Python cannot read that, as on the site it runs in a worker.
  const openShared = () => {
    const shared = new URLSearchParams(location.hash.slice(1)).get("play");
    if (!shared || !model.get("address_step") || document.body.dataset.iamsimPlay === shared) return;
    document.body.dataset.iamsimPlay = shared; // once, for the first page that is shown
    post(model.get("address_step"), { code: shared });
  };
  openShared();
  addEventListener("hashchange", openShared); // a link that is opened in the same tab

  return () => {
    for (const [event, listener] of listeners) model.off(event, listener);
    removeEventListener("hashchange", openShared);
    NARROW.removeEventListener("change", showWidth);
    clearTimeout(waiting);
    clearTimeout(typing);
  };
}

export default { render };
