// Adds and removes rows of a repeated group (allegations, witnesses) without asking the server for a new page.

const listOf = (kind) => document.querySelector(`[data-row-list="${kind}"]`);
const rowsOf = (list) => [...list.querySelectorAll(":scope > [data-row]")];

// Names and ids in the template carry __index__; numbers only grow, so a removed row's name is not given out again.
function nextIndex(list) {
  const index = Number(list.dataset.nextIndex ?? rowsOf(list).length);
  list.dataset.nextIndex = index + 1;
  return index;
}

function fresh(template, index) {
  const row = template.content.firstElementChild.cloneNode(true);
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of element.attributes) attribute.value = attribute.value.replaceAll("__index__", index);
  }
  return row;
}

function renumber(list) {
  rowsOf(list).forEach((row, position) => {
    const number = row.querySelector("[data-row-number]");
    if (number) number.textContent = position + 1;
  });
  // Tells draft saving that the form has changed.
  list.dispatchEvent(new Event("input", { bubbles: true }));
}

function addRow(kind) {
  const list = listOf(kind);
  const row = fresh(document.querySelector(`template[data-row-template="${kind}"]`), nextIndex(list));
  list.append(row);
  renumber(list);
  row.querySelector("input, textarea, select")?.focus();
}

function removeRow(row) {
  const list = row.parentElement;
  row.remove();
  renumber(list);
  document.querySelector(`[data-add-row="${list.dataset.rowList}"]`)?.focus();
}

document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add-row]");
  const remove = event.target.closest("[data-remove-row]");
  if (add && listOf(add.dataset.addRow)) {
    event.preventDefault();
    addRow(add.dataset.addRow);
  } else if (remove?.closest("[data-row]")) {
    event.preventDefault();
    const row = remove.closest("[data-row]");
    // The first row stays: a complaint without an allegation is none. The server says so, too.
    const least = Number(row.parentElement.dataset.minRows ?? 0);
    if (rowsOf(row.parentElement).length > least) removeRow(row);
  }
});
