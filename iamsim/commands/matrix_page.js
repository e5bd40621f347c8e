// Filter the rows by user and the columns by action and resource; with a change, show the changed rows only.
const table = document.querySelector(".iamsim-heat");
const body = [...table.tBodies[0].rows];
const heads = [...table.tHead.rows];
const names = [...heads[heads.length - 1].cells].slice(1);
const groups = heads.length > 1 ? [...heads[0].cells].slice(1) : [];
const spans = groups.map((cell) => cell.colSpan);
const groupOf = spans.flatMap((size, index) => Array(size).fill(index));
const field = (id) => document.getElementById(id);
const has = (text, wanted) => text.toLowerCase().includes(wanted.trim().toLowerCase());

function show() {
  const user = field("user").value, action = field("action").value, changed = field("changed")?.checked;
  const resource = field("resource")?.value ?? "";
  const shownColumns = names.map((cell, index) => {
    const group = groups.length ? groups[groupOf[index]].textContent : "";
    return has(cell.textContent, action) && has(group, resource);
  });
  names.forEach((cell, index) => { cell.hidden = !shownColumns[index]; });
  groups.forEach((cell, group) => {
    const size = shownColumns.filter((shown, index) => shown && groupOf[index] === group).length;
    cell.hidden = !size;
    cell.colSpan = size || 1;
  });
  let rows = 0;
  for (const row of body) {
    const cells = [...row.cells].slice(1);
    cells.forEach((cell, index) => { cell.hidden = !shownColumns[index]; });
    const isChanged = cells.some((cell, index) => shownColumns[index] && cell.classList.contains("is-changed"));
    row.hidden = !has(row.cells[0].textContent, user) || (changed && !isChanged);
    rows += !row.hidden;
  }
  const columns = shownColumns.filter(Boolean).length;
  field("shown").textContent = `${rows} of ${body.length} users and roles, ${columns} of ${names.length} columns`;
}
document.querySelector("form").addEventListener("input", show);
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
document.querySelector("form").hidden = false;
show();
