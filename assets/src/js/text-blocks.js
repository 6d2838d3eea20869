// Offers answers and scripts of the library while somebody types "::" and a few letters into a text area of a form
// marked data-text-blocks, or into a line so marked, and puts the chosen one in place of what was typed. Fields work as
// ever without it.

const FIND = "/answers/find";
const PAUSE = 150;
// An input method turns the colon into a wide one.
const ASKED = /(?:::|：：)([^\s:：]{0,30})$/u;

// open: { field, from, box, found, at, warned }
let open = null;
let timer = 0;
let under = null; // the request on its way
let refused = false; // this reader has no library
let said = null; // where what happens is told to who does not see the list

const isPlace = (element) => element.matches?.("form[data-text-blocks] textarea, input[data-text-blocks]");

// There before anything is told, or a screen reader does not hear it.
function tell(text) {
  if (!said) {
    said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    said.setAttribute("role", "status");
    document.body.append(said);
  }
  said.textContent = text;
}

function askedIn(field) {
  const caret = field.selectionStart;
  if (caret !== field.selectionEnd) return null;
  const asked = ASKED.exec(field.value.slice(0, caret));
  return asked && { from: asked.index, to: caret, words: asked[1] };
}

function close() {
  clearTimeout(timer);
  under?.abort();
  if (!open) return;
  open.box.remove();
  for (const name of ["aria-controls", "aria-activedescendant", "aria-autocomplete"]) open.field.removeAttribute(name);
  open = null;
}

function part(tag, className, text) {
  const element = Object.assign(document.createElement(tag), { className, textContent: text });
  element.dataset.userText = "";
  return element;
}

function optionOf(entry, place) {
  const option = document.createElement("li");
  option.id = `text-block-${place}`;
  option.setAttribute("role", "option");
  option.append(part("strong", "", entry.title));
  if (entry.mark) option.append(" ", Object.assign(document.createElement("span"), { className: "badge bg-danger", textContent: entry.mark }));
  option.append(part("span", "text-block-begins", entry.begins));
  option.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the caret
  option.addEventListener("click", () => choose(place));
  return option;
}

// A text area may not be called a combobox, so it stays a text box with a list that it controls.
function show(field, asked, answer) {
  close();
  if (answer.found.length === 0) return tell(answer.told);
  const box = Object.assign(document.createElement("ul"), { className: "text-blocks", id: "text-blocks" });
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", answer.label);
  box.append(...answer.found.map(optionOf));
  field.parentElement.classList.add("text-blocks-place");
  field.after(box);
  open = { field, from: asked.from, box, found: answer.found, at: 0, warned: -1 };
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", box.id);
  move(0);
  tell(answer.told);
}

function move(to) {
  const options = [...open.box.children];
  open.at = (to + options.length) % options.length;
  options.forEach((option, place) => option.setAttribute("aria-selected", String(place === open.at)));
  const here = options[open.at];
  open.field.setAttribute("aria-activedescendant", here.id);
  here.scrollIntoView({ block: "nearest" });
}

function choose(place) {
  const { field, from, found, warned } = open;
  const entry = found[place];
  if (entry.warning && warned !== place) return warn(place, entry.warning);
  const to = askedIn(field)?.to ?? field.selectionEnd;
  close();
  insert(field, from, to, field.matches("input") ? entry.text.replace(/\s*\n\s*/g, " ") : entry.text);
  tell(entry.title);
  count(field.form, entry.id);
}

// What has run out goes in only when it is chosen a second time.
function warn(place, warning) {
  move(place);
  open.warned = place;
  open.box.querySelector(".text-block-warning")?.remove();
  open.box.children[place].append(Object.assign(document.createElement("span"), { className: "text-block-warning", textContent: warning }));
  tell(warning);
}

// As if it were typed, so that it can be undone; a field with a limit would cut it, and the server says better what is
// too long.
function insert(field, from, to, text) {
  const length = field.value.length - (to - from) + text.length;
  field.focus();
  field.setSelectionRange(from, to);
  const fits = field.maxLength < 0 || length <= field.maxLength;
  if (fits && document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Only that it was used; whether the count arrives is no matter to the writer.
function count(form, id) {
  const once = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  fetch(`/answers/${id}/used`, {
    method: "POST",
    body: new URLSearchParams({ once }),
    headers: { "x-csrf-token": form.elements._csrf?.value ?? "" },
    redirect: "manual",
    keepalive: true,
  }).catch(() => {});
}

async function look(field, asked) {
  under?.abort();
  under = new AbortController();
  try {
    const answer = await fetch(`${FIND}?${new URLSearchParams({ q: asked.words })}`, { signal: under.signal, redirect: "error" });
    refused = answer.status === 403;
    if (!answer.ok) return close();
    const found = await answer.json();
    const still = askedIn(field);
    if (document.activeElement === field && still?.from === asked.from && still.words === asked.words) show(field, asked, found);
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

function typed(field) {
  const asked = refused ? null : askedIn(field);
  if (!asked) return close();
  clearTimeout(timer);
  timer = setTimeout(() => field.isConnected && look(field, asked), PAUSE);
}

document.addEventListener("input", (event) => {
  if (isPlace(event.target) && !event.isComposing) typed(event.target);
});
document.addEventListener("compositionend", (event) => isPlace(event.target) && typed(event.target));
document.addEventListener("focusin", (event) => isPlace(event.target) && tell(""));
document.addEventListener("focusout", () => close());

const KEYS = {
  ArrowDown: () => move(open.at + 1),
  ArrowUp: () => move(open.at - 1),
  Enter: () => choose(open.at),
  Escape: close,
};

// Before the keys of the page, which would leave the field or send its form.
document.addEventListener("keydown", (event) => {
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey && !event.isComposing;
  if (!open || event.target !== open.field || !plain || !(event.key in KEYS)) return;
  event.preventDefault();
  KEYS[event.key]();
}, true);
