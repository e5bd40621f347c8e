// What a page does with markup: it compares, fills, moves, copies. It knows no widget; page.js stands behind it in one script.

const GLIDE = { duration: 300, easing: "ease-in-out" };
/** What was sent last of a field: what is in it now may be newer. @type {WeakMap<Element, string>} */
const sentValues = new WeakMap();

/** What tells a node from its siblings; "" for one like all others. @param {Node} node */
const keyOf = (node) => {
  const { key, node: name, edge } = /** @type {HTMLElement} */ (node).dataset || {};
  return key || name || edge || "";
};

/**
 * The names of the row and the column in which a box or a cell stands.
 * @param {HTMLElement} element
 * @returns {Record<string, unknown>}
 */
function namesAt(element) {
  const { rows, columns, boxes } = /** @type {HTMLElement} */ (element.closest("[data-rows]")).dataset;
  const isBox = "box" in element.dataset;
  const names = JSON.parse(isBox ? boxes : columns);
  const index = Number(isBox ? element.dataset.box : element.dataset.cell);
  const [user, name] = [JSON.parse(rows)[Math.floor(index / names.length)], names[index % names.length]];
  return isBox ? { user, group: name } : { user, action: name };
}

/**
 * The values that an element sends: those written beside it, and its own as it is now.
 * @param {HTMLElement} element
 */
function values(element) {
  const inTable = "cell" in element.dataset || "box" in element.dataset;
  const sent = inTable ? namesAt(element) : JSON.parse(element.dataset.values || "{}");
  if (element instanceof HTMLFormElement) {
    for (const [name, value] of new FormData(element)) sent[name] = value;
  } else if (element.dataset.value) {
    const field = /** @type {HTMLInputElement} */ (element);
    sent[element.dataset.value] = field.type === "checkbox" ? field.checked : field.value;
  }
  return sent;
}

/**
 * Make the children of a node those of another one; nodes that stay keep focus, cursor and scrolling.
 * @param {Element} parent
 * @param {ParentNode} made
 */
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

/**
 * Give a node the attributes and children of another one.
 * @param {Node} node
 * @param {Node} next
 */
function update(node, next) {
  if (!(node instanceof Element && next instanceof Element)) {
    if (node.nodeValue !== next.nodeValue) node.nodeValue = next.nodeValue;
    return;
  }
  const [field, newField] = [/** @type {HTMLInputElement} */ (node), /** @type {HTMLInputElement} */ (next)];
  if ("cell" in field.dataset) {
    field.dataset.cell = newField.dataset.cell; // all else is state, not markup
    return;
  }
  // Read before options move.
  const [before, after, chosen, value] = [field.defaultValue, newField.defaultValue, field.value, newField.value];
  for (const { name } of [...node.attributes]) {
    if (!next.hasAttribute(name) && !["list", "open"].includes(name)) node.removeAttribute(name);
  }
  for (const { name, value: text } of next.attributes) if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  morph(node, next);
  // What somebody is typing or choosing, and Python does not know yet, stays.
  const isNewer = node === document.activeElement && chosen !== sentValues.get(node);
  if (node instanceof HTMLSelectElement) node.value = isNewer ? chosen : value;
  if (before !== after && !isNewer && field.value !== after) field.value = after;
}

/**
 * The parts of a picture.
 * @param {ParentNode} area
 * @returns {NodeListOf<SVGGElement>}
 */
const partsOf = (area) => area.querySelectorAll("[data-node], [data-edge]");

/** Where each part of a picture stands on the screen, by its name. @param {Element} area */
const places = (area) => new Map([...partsOf(area)].map((part) => [keyOf(part), part.getBoundingClientRect()]));

/**
 * Let the nodes of a changed picture glide from where they were, and new lines appear.
 * @param {Element} area
 * @param {Map<string, DOMRect>} before
 */
function glide(area, before) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const part of partsOf(area)) {
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

/**
 * Make an element with a class and a text.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 */
const make = (tag, className = "", textContent = "") => Object.assign(document.createElement(tag), { className, textContent });

/** Copy a text; where the address is plain http, browsers offer the older way only. @param {string} text */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = make("textarea", "", text);
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/**
 * The text of a file, in UTF-8 or, as Windows PowerShell 5 writes it, in UTF-16 with a byte order mark.
 * @param {File} file
 */
async function textOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const encoding = { "255,254": "utf-16le", "254,255": "utf-16be" }[bytes.slice(0, 2).join()];
  return new TextDecoder(encoding).decode(bytes);
}

/** For each letter of `goals`: the cell's class, and words for a screen reader. */
const GOAL_WORDS = new Map([["1", ["is-right", ", as wanted"]], ["0", ["is-wrong", ", not as wanted"]]]);
/** What a cell shows, so that only those are written whose state is another one. @type {WeakMap<Element, string>} */
const cellStates = new WeakMap();

/**
 * Fill the cells of a table: the decision of each, as it is and as it was before the last step.
 * @param {HTMLElement[]} cells
 * @param {{ now: string, before: string, goals: string, chosen: number, words: Record<string, string[]> }} state
 *   a letter for each cell, and the words of each letter
 */
function fillCells(cells, { now, before, goals, chosen, words }) {
  for (const cell of cells) {
    const index = Number(cell.dataset.cell);
    const label = Object.values(namesAt(cell)).join(", ");
    const state = [now[index], before[index], goals[index], index === chosen, index === Math.max(chosen, 0), label].join();
    if (cellStates.get(cell) === state) continue; // 1,200 cells, of which a step changes a few
    cellStates.set(cell, state);
    const [cssClass, sign, short, long] = words[now[index]] || ["", "", "", ""];
    const was = before[index] !== now[index] && words[before[index]] ? words[before[index]][2] : "";
    const [goal, goalWords] = GOAL_WORDS.get(goals[index]) || ["", ""];
    const classes = ["iamsim-cell", cssClass, was && "is-changed", index === chosen && "is-chosen", goal];
    cell.className = classes.filter(Boolean).join(" ");
    cell.setAttribute("aria-pressed", String(index === chosen));
    cell.setAttribute("aria-label", `${label}: ${long}${was && `, was ${was}`}${goalWords}`);
    const word = make("span", "iamsim-word", short);
    if (was) word.append(make("span", "iamsim-was", `was ${was}`));
    cell.replaceChildren(make("span", "iamsim-sign", sign), word);
    cell.tabIndex = index === Math.max(chosen, 0) ? 0 : -1;
  }
}

/**
 * The number of the cell to which an arrow key leads, the cell itself at a row's end; undefined for another key.
 * @param {HTMLElement} cell
 * @param {string} key
 */
function cellBeside(cell, key) {
  const table = /** @type {HTMLElement} */ (cell.closest("[data-columns]"));
  const width = JSON.parse(table.dataset.columns).length;
  const index = Number(cell.dataset.cell);
  const next = { ArrowLeft: index - 1, ArrowRight: index + 1, ArrowUp: index - width, ArrowDown: index + width }[key];
  const isPastEnd = /Left|Right/.test(key) && Math.floor(next / width) !== Math.floor(index / width);
  return isPastEnd ? index : next;
}
