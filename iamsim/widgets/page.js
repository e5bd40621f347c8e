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
//   <g data-node="group Web">  a node of the picture: its classes from the trait `marks`; data-edge likewise
//
// Markup comes from Python, where all that is data was escaped; here data only becomes text or an attribute.

const TYPING_PAUSE = 250; // ms after the last key: shorter ones would check half-written words
const SILENCE = 4000; // ms without an answer, after which the page says that Python may be stopped
const GLIDE = { duration: 300, easing: "ease-in-out" };
let pages = 0; // ids of suggestions have to differ between pages

/** @param {Element} node @returns {string} what tells a node from its siblings, "" for one like all others */
const keyOf = (node) => (node.dataset && (node.dataset.key || node.dataset.node || node.dataset.edge)) || "";

/** The names of the row and the column in which a box or a cell stands. @param {HTMLElement} element */
function namesAt(element) {
  const table = element.closest("[data-rows]");
  const isBox = "box" in element.dataset;
  const columns = JSON.parse(isBox ? table.dataset.boxes : table.dataset.columns);
  const index = Number(isBox ? element.dataset.box : element.dataset.cell);
  const [row, column] = [JSON.parse(table.dataset.rows)[Math.floor(index / columns.length)], columns[index % columns.length]];
  return isBox ? { user: row, group: column } : { user: row, action: column };
}

/** The values that an element sends: those written beside it, and its own as it is now. @param {HTMLElement} element */
function values(element) {
  const inTable = "cell" in element.dataset || "box" in element.dataset;
  const sent = inTable ? namesAt(element) : JSON.parse(element.dataset.values || "{}");
  if (element.tagName === "FORM") {
    for (const [name, value] of new FormData(element)) sent[name] = value;
  } else if (element.dataset.value) {
    sent[element.dataset.value] = element.type === "checkbox" ? element.checked : element.value;
  }
  return sent;
}

/** Make the children of a node those of another one; nodes that stay keep focus, cursor and scrolling. */
function morph(parent, made) {
  const keyed = new Map([...parent.children].filter(keyOf).map((node) => [keyOf(node), node]));
  const wanted = new Set([...made.childNodes].map(keyOf).filter(Boolean));
  let place = parent.firstChild;
  const drop = () => {
    place = place.nextSibling;
    (place ? place.previousSibling : parent.lastChild).remove();
  };
  for (const next of [...made.childNodes]) {
    const same = keyOf(next) ? keyed.get(keyOf(next)) : place;
    if (!same || same.nodeName !== next.nodeName || keyOf(same) !== keyOf(next)) {
      parent.insertBefore(next, place);
      continue;
    }
    while (place && place !== same && !wanted.has(keyOf(place))) drop(); // to move a node would take its focus
    if (same === place) place = place.nextSibling;
    else parent.insertBefore(same, place);
    update(same, next);
  }
  while (place) drop();
}

/** Give a node the attributes and children of another one. */
function update(node, next) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.data !== next.data) node.data = next.data;
    return;
  }
  if ("cell" in node.dataset) {
    node.dataset.cell = next.dataset.cell; // all else is state, not markup
    return;
  }
  const [before, after, chosen, value] = [node.defaultValue, next.defaultValue, node.value, next.value]; // before options move
  for (const { name } of [...node.attributes]) if (!next.hasAttribute(name) && !["list", "open"].includes(name)) node.removeAttribute(name);
  for (const attribute of next.attributes) if (node.getAttribute(attribute.name) !== attribute.value) node.setAttribute(attribute.name, attribute.value);
  morph(node, next);
  // What somebody is typing or choosing, and Python does not know yet, stays.
  const isNewer = node === document.activeElement && chosen !== node.sentValue;
  if (node.tagName === "SELECT") node.value = isNewer ? chosen : value;
  if (before !== after && !isNewer && node.value !== after) node.value = after;
}

/** Where each node of a picture stands on the screen, by its name. */
function places(area) {
  return new Map([...area.querySelectorAll("[data-node], [data-edge]")].map((part) => [keyOf(part), part.getBoundingClientRect()]));
}

/** Let the nodes of a changed picture glide from where they were, and new lines appear. */
function glide(area, before) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const part of area.querySelectorAll("[data-node], [data-edge]")) {
    const [from, to] = [before.get(keyOf(part)), part.getBoundingClientRect()];
    if (!from) {
      part.animate([{ opacity: 0 }, { opacity: 0, offset: 0.4 }, { opacity: 1 }], GLIDE);
    } else if (part.dataset.node && Math.hypot(from.x - to.x, from.y - to.y) > 0.5) {
      const scale = part.ownerSVGElement ? part.ownerSVGElement.getScreenCTM().a : 1;
      const shift = `translate(${(from.x - to.x) / scale}px, ${(from.y - to.y) / scale}px)`;
      part.animate([{ transform: shift }, { transform: "none" }], GLIDE);
    }
  }
}

const make = (tag, className, textContent = "") => Object.assign(document.createElement(tag), { className, textContent });

/** Copy a text; where the address is plain http, browsers offer the older way only. @param {string} text */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = make("textarea", "", text);
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

function render({ model, el }) {
  const id = (pages += 1);
  const page = make("div", `iamsim-live ${model.get("css_class")}`);
  const notice = make("p", "iamsim-notice");
  notice.setAttribute("role", "status");
  const areas = new Map(model.get("area_names").map((name) => [name, make("div", "")]));
  for (const [name, area] of areas) area.dataset.area = name;
  page.append(...areas.values(), notice);
  el.append(page);

  let waiting, typing, submitted;
  const post = (step, sent) => {
    model.send({ step, values: sent });
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      notice.textContent = "Python does not answer: it is busy, or this notebook has no kernel. Run its cells again.";
    }, SILENCE);
  };
  const send = (element) => {
    element.sentValue = element.value;
    post(element.dataset.step, values(element));
  };
  const answered = () => {
    clearTimeout(waiting);
    notice.textContent = "";
    showBoxes(); // what AWS refused is unticked again
    if (submitted && !model.get("failed") && "clear" in submitted.dataset) submitted.reset();
    submitted = undefined;
  };

  /** Show the decisions: one letter of `cells` for each cell, as it is and as it was before the last step. */
  const showCells = () => {
    const [now, before, goals, chosen] = ["cells", "cells_before", "goals", "chosen_cell"].map((name) => model.get(name));
    const words = model.get("cell_words");
    for (const cell of page.querySelectorAll("[data-cell]")) {
      const index = Number(cell.dataset.cell);
      const label = Object.values(namesAt(cell)).join(", ");
      const state = [now[index], before[index], goals[index], index === chosen, index === Math.max(chosen, 0), label].join();
      if (cell.state === state) continue; // 1,200 cells, of which a step changes a few
      cell.state = state;
      const [cssClass, sign, short, long] = words[now[index]] || ["", "", "", ""];
      const was = before[index] !== now[index] && words[before[index]] ? words[before[index]][2] : "";
      const goal = { 1: "is-right", 0: "is-wrong" }[goals[index]];
      const classes = ["iamsim-cell", cssClass, was && "is-changed", index === chosen && "is-chosen", goal];
      cell.className = classes.filter(Boolean).join(" ");
      cell.setAttribute("aria-pressed", String(index === chosen));
      const goalWords = { 1: ", as wanted", 0: ", not as wanted" }[goals[index]] || "";
      cell.setAttribute("aria-label", `${label}: ${long}${was && `, was ${was}`}${goalWords}`);
      const word = make("span", "iamsim-word", short);
      if (was) word.append(make("span", "iamsim-was", `was ${was}`));
      cell.replaceChildren(make("span", "iamsim-sign", sign), word);
      cell.tabIndex = index === Math.max(chosen, 0) ? 0 : -1;
    }
  };

  const showBoxes = () => {
    for (const box of page.querySelectorAll("[data-box]")) box.checked = model.get("boxes")[Number(box.dataset.box)] === "1";
  };

  /** Give the nodes and edges of the picture the classes of the request that is chosen. */
  const showMarks = () => {
    const marks = model.get("marks");
    for (const part of page.querySelectorAll("[data-node], [data-edge]")) {
      part.setAttribute("class", `${part.dataset.class || ""} ${marks[keyOf(part)] || ""}`.trim());
    }
  };

  const showArea = (name) => {
    const area = areas.get(name);
    const before = places(area);
    const template = document.createElement("template");
    template.innerHTML = model.get(name);
    morph(area, template.content);
    if (area.querySelector("[data-cell]")) showCells();
    if (area.querySelector("[data-box]")) showBoxes();
    if (area.querySelector("[data-node]")) showMarks();
    if (before.size) glide(area, before);
  };

  const suggestionsOf = (field) => {
    const listId = `iamsim-${id}-${field.dataset.suggest}`;
    const list = document.getElementById(listId) || page.appendChild(Object.assign(document.createElement("datalist"), { id: listId }));
    if (field.getAttribute("list") !== listId) field.setAttribute("list", listId);
    return list;
  };
  const suggest = (field) => model.send({ step: "suggest", values: { field: field.dataset.suggest, text: field.value } });
  const showSuggestions = () => {
    const { field, options } = model.get("suggestions");
    const target = page.querySelector(`[data-suggest="${CSS.escape(field || "")}"]`);
    if (target) suggestionsOf(target).replaceChildren(...options.map((text) => new Option(text, text)));
  };

  const listeners = [
    ...[...areas.keys()].map((name) => [`change:${name}`, () => showArea(name)]),
    ["change:cells change:cells_before change:goals change:chosen_cell", showCells],
    ["change:boxes", showBoxes],
    ["change:marks", showMarks],
    ["change:suggestions", showSuggestions],
    ["change:answer_number", answered],
  ];
  for (const [event, listener] of listeners) model.on(event, listener);
  for (const name of areas.keys()) showArea(name);

  page.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) {
      const text = button.closest("details").querySelector("pre").textContent;
      await copy(button.dataset.copy === "link" ? `${location.href.split("#")[0]}#play=${text}` : text);
      notice.textContent = "Copied.";
    }
    const element = event.target.closest("[data-step]");
    if (element && !["FORM", "INPUT", "SELECT", "TEXTAREA"].includes(element.tagName)) send(element);
  });
  page.addEventListener("change", async (event) => {
    const field = event.target;
    if (field.type === "file" && field.files.length) {
      const [file] = field.files;
      const limit = Number(field.dataset.limit);
      if (file.size > limit) notice.textContent = `${file.name}: expected at most ${limit / 1e6} MB, found ${(file.size / 1e6).toFixed(1)} MB`;
      else post(field.dataset.step, { name: file.name, [field.dataset.value]: await file.text() });
      field.value = "";
    } else if (field.matches("[data-step][data-value]:not([data-typing])")) send(field);
  });
  page.addEventListener("submit", (event) => {
    event.preventDefault();
    submitted = event.target;
    if (submitted.dataset.step) send(submitted);
  });
  page.addEventListener("focusin", ({ target }) => {
    if (target.dataset.suggest && suggestionsOf(target)) suggest(target);
  });
  page.addEventListener("input", ({ target }) => {
    clearTimeout(typing);
    if (target.dataset.suggest) typing = setTimeout(() => suggest(target), TYPING_PAUSE / 2);
    else if (target.matches("[data-typing]")) typing = setTimeout(() => send(target), TYPING_PAUSE);
  });
  page.addEventListener("keydown", (event) => {
    // What keys.js keeps from JupyterLab's shortcuts must not reach its notebook either: arrows walk through cells.
    if ("lmSuppressShortcuts" in event.target.dataset) event.stopPropagation();
    const node = event.target.closest("[data-node][data-step]");
    if (node && ["Enter", " "].includes(event.key)) {
      event.preventDefault();
      send(node);
    }
    const cell = event.target.closest("[data-cell]");
    if (cell) walk(event, cell);
  });

  /** Arrow keys walk through the table of decisions, and choose the cell that they reach. */
  const walk = (event, cell) => {
    const width = JSON.parse(cell.closest("[data-columns]").dataset.columns).length;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -width, ArrowDown: width };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const index = Number(cell.dataset.cell);
    const next = index + steps[event.key];
    const sameRow = Math.floor(next / width) === Math.floor(index / width);
    const target = page.querySelector(`[data-cell="${next}"]`);
    if (!target || (event.key.match(/Left|Right/) && !sameRow)) return;
    target.focus();
    send(target);
  };

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
    clearTimeout(waiting);
    clearTimeout(typing);
  };
}

export default { render };
