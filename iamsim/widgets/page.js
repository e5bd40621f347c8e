// The page of a widget: areas of markup from Python; it sends back what somebody does.
//
//   <button data-step="choose" data-values='{"user": "ria"}'>   → {step: "choose", values: {user: "ria"}}
//   <input type="checkbox" data-step="join" data-value="member"> → values.member = true or false
//   <form data-step="create_user"> with named fields             → values.FIELD = text, when it is submitted
//   <textarea data-step="set_text" data-value="text" data-typing> → while somebody types
//   <button data-cell="7">  the decision of cell 7: class, sign and words from the trait `cells`
//   <g data-node="group:Web">  a node of the picture: its classes from the trait `marks`
//
// Markup comes from Python, where all that is data was escaped; here data only becomes text or an attribute.

const TYPING_PAUSE = 250; // ms after the last key: shorter ones would check half-written words
const SILENCE = 4000; // ms without an answer, after which the page says that Python may be stopped
const GLIDE = { duration: 300, easing: "ease-in-out" };

/** The values that an element sends: those written beside it, and its own as it is now. */
function values(element) {
  const sent = JSON.parse(element.dataset.values || "{}");
  if (element.tagName === "FORM") {
    for (const [name, value] of new FormData(element)) sent[name] = value;
  } else if (element.dataset.value) {
    sent[element.dataset.value] = element.type === "checkbox" ? element.checked : element.value;
  }
  return sent;
}

/** Where each node of a picture stands on the screen, by its name. */
function places(area) {
  const nodes = area.querySelectorAll("[data-node]");
  return new Map([...nodes].map((node) => [node.dataset.node, node.getBoundingClientRect()]));
}

/** Let the nodes of a new picture glide from where they were. */
function glide(area, before) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const node of area.querySelectorAll("[data-node]")) {
    const from = before.get(node.dataset.node);
    const to = node.getBoundingClientRect();
    if (!from) {
      node.animate([{ opacity: 0 }, { opacity: 1 }], GLIDE);
    } else if (Math.hypot(from.x - to.x, from.y - to.y) > 0.5) {
      const scale = node.ownerSVGElement ? node.ownerSVGElement.getScreenCTM().a : 1;
      const shift = `translate(${(from.x - to.x) / scale}px, ${(from.y - to.y) / scale}px)`;
      node.animate([{ transform: shift }, { transform: "none" }], GLIDE);
    }
  }
  for (const edge of area.querySelectorAll("[data-edge]")) {
    edge.animate([{ opacity: 0 }, { opacity: 0, offset: 0.6 }, { opacity: 1 }], GLIDE);
  }
}

function render({ model, el }) {
  const page = document.createElement("div");
  page.className = `iamsim-live ${model.get("css_class")}`;
  // JupyterLab's own shortcuts (D D deletes a cell) must not work on a focused cell of the table.
  page.dataset.lmSuppressShortcuts = "true";
  const silent = document.createElement("p");
  silent.className = "iamsim-silent";
  silent.setAttribute("role", "status");
  const areas = new Map();
  for (const name of model.get("area_names")) {
    const area = document.createElement("div");
    area.dataset.area = name;
    areas.set(name, area);
    page.append(area);
  }
  page.append(silent);
  el.append(page);

  let waiting; // the timer that runs while Python has not answered
  const send = (element) => {
    model.send({ step: element.dataset.step, values: values(element) });
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      silent.textContent = "Python does not answer: it is busy, or this notebook has no kernel. Run its cells again.";
    }, SILENCE);
  };
  const answered = () => {
    clearTimeout(waiting);
    silent.textContent = "";
  };

  /** Show the decisions: one letter of `cells` for each cell, as it is and as it was before the last step. */
  const showCells = () => {
    const [now, before, chosen] = [model.get("cells"), model.get("cells_before"), model.get("chosen_cell")];
    const words = model.get("cell_words");
    for (const cell of page.querySelectorAll("[data-cell]")) {
      const index = Number(cell.dataset.cell);
      const [cssClass, sign, short, long] = words[now[index]] || ["", "", "", ""];
      const was = before[index] !== now[index] && words[before[index]] ? words[before[index]][2] : "";
      const classes = ["iamsim-cell", cssClass, was && "is-changed", index === chosen && "is-chosen"];
      cell.className = classes.filter(Boolean).join(" ");
      cell.setAttribute("aria-pressed", String(index === chosen));
      cell.setAttribute("aria-label", `${cell.dataset.label}: ${long}${was ? `, was ${was}` : ""}`);
      const word = text("iamsim-word", short);
      if (was) word.append(text("iamsim-was", `was ${was}`));
      cell.replaceChildren(text("iamsim-sign", sign), word);
      cell.tabIndex = index === Math.max(chosen, 0) ? 0 : -1;
    }
  };
  const text = (cssClass, content) => {
    const span = document.createElement("span");
    span.className = cssClass;
    span.textContent = content;
    return span;
  };

  /** Give the nodes and edges of the picture the classes of the request that is chosen. */
  const showMarks = () => {
    const marks = model.get("marks");
    for (const shape of page.querySelectorAll("[data-node], [data-edge]")) {
      const name = shape.dataset.node || shape.dataset.edge;
      const own = shape.dataset.class || "";
      shape.setAttribute("class", `${own} ${marks[name] || ""}`.trim());
    }
  };

  /** Put an area's markup into the page; focus, selection and scrolling stay where they were. */
  const showArea = (name) => {
    const area = areas.get(name);
    const focused = area.contains(document.activeElement) ? document.activeElement : null;
    const key = focused && focused.dataset.key;
    const selection = focused && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null;
    const scrolled = [...area.querySelectorAll("[data-scroll]")].map((part) => [part.scrollLeft, part.scrollTop]);
    const before = places(area);
    area.innerHTML = model.get(name);
    area.querySelectorAll("[data-scroll]").forEach((part, index) => {
      if (scrolled[index]) [part.scrollLeft, part.scrollTop] = scrolled[index];
    });
    showCells();
    showMarks();
    if (before.size) glide(area, before);
    if (!key) return;
    const same = [...area.querySelectorAll("[data-key]")].find((part) => part.dataset.key === key);
    if (!same) return;
    same.focus({ preventScroll: true });
    // Only where Python gave back what was typed; else the cursor would be in another text.
    if (selection && same.setSelectionRange && same.type !== "checkbox") same.setSelectionRange(...selection);
  };

  const listeners = [];
  const on = (event, listener) => {
    model.on(event, listener);
    listeners.push([event, listener]);
  };
  for (const name of areas.keys()) on(`change:${name}`, () => showArea(name));
  on("change:cells change:cells_before change:chosen_cell", showCells);
  on("change:marks", showMarks);
  on("change:answer_number", answered);
  for (const name of areas.keys()) showArea(name);

  page.addEventListener("click", (event) => {
    const element = event.target.closest("[data-step]");
    if (element && !["FORM", "INPUT", "SELECT", "TEXTAREA"].includes(element.tagName)) send(element);
  });
  page.addEventListener("change", (event) => {
    if (event.target.matches("[data-step][data-value]:not([data-typing])")) send(event.target);
  });
  page.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.target.dataset.step) send(event.target);
  });
  let typing;
  page.addEventListener("input", (event) => {
    if (!event.target.matches("[data-typing]")) return;
    clearTimeout(typing);
    typing = setTimeout(() => send(event.target), TYPING_PAUSE);
  });
  page.addEventListener("keydown", (event) => {
    event.stopPropagation(); // arrows would walk through the notebook's cells
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
    const width = Number(cell.closest("[data-columns]").dataset.columns);
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -width, ArrowDown: width };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const index = Number(cell.dataset.cell);
    const next = index + steps[event.key];
    const sameRow = Math.floor(next / width) === Math.floor(index / width);
    const target = page.querySelector(`[data-cell="${next}"]`);
    if (!target || (Math.abs(steps[event.key]) === 1 && width > 1 && !sameRow)) return;
    target.focus();
    send(target);
  };

  return () => {
    for (const [event, listener] of listeners) model.off(event, listener);
    clearTimeout(waiting);
    clearTimeout(typing);
  };
}

export default { render };
