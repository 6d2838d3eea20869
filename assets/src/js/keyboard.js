// Single keys for people who register all day: "/" searches, "?" shows the keys, data-key names the rest.

// A Chinese input method turns the same keys into full-width signs.
const SAME_KEY = { "／": "/", "、": "/", "？": "?" };

const isTyping = (element) =>
  element.isContentEditable || element.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");

// "n", "Ctrl+Enter", "Shift+Enter": Shift is named only with keys that have no capital of their own.
function nameOf(event) {
  const key = SAME_KEY[event.key] ?? event.key;
  const modifiers = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && key.length > 1 && "Shift"];
  return [...modifiers.filter(Boolean), key].join("+");
}

// While typing only keys that write nothing may act; Shift+Enter breaks a line in a text area unless its form claims it.
const writesNothing = (name) => /^(Ctrl|Alt)\+/.test(name) || name === "Shift+Enter";

const usable = (element) => !element.disabled && element.getClientRects().length > 0;

function findTarget(name, from) {
  const selector = `[data-key="${CSS.escape(name)}"]`;
  const near = from.closest("form, dialog")?.querySelectorAll(selector) ?? [];
  return [...near, ...document.querySelectorAll(selector)].find(usable);
}

function moveInList(step) {
  const links = [...document.querySelectorAll("[data-row-link]")].filter(usable);
  if (links.length === 0) return false;
  const here = links.indexOf(document.activeElement);
  links[Math.min(Math.max(here + step, 0), links.length - 1)].focus();
  return true;
}

function act(name, from) {
  const target = findTarget(name, from);
  if (target) {
    target.matches("input, textarea, select") ? target.focus() : target.click();
    return true;
  }
  if (name === "/") {
    const search = [...document.querySelectorAll("[data-search]")].find(usable);
    search?.focus();
    search?.select?.();
    return Boolean(search);
  }
  if (name === "?") {
    const help = document.querySelector("dialog[data-help]");
    help?.open ? help.close() : help?.showModal();
    return Boolean(help);
  }
  if (name === "j") return moveInList(1);
  if (name === "k") return moveInList(-1);
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.metaKey) return;
  const from = event.target instanceof Element ? event.target : document.body;
  const name = nameOf(event);
  // A key held down moves on in a list; it must not press a button again on the page that comes.
  if (event.repeat && name !== "j" && name !== "k") return;
  if (isTyping(from)) {
    if (name === "Escape") from.blur();
    if (!writesNothing(name)) return;
  }
  // An open dialog owns the keyboard, except for the key that closes the help.
  const dialog = document.querySelector("dialog[open]");
  if (dialog && !(name === "?" && dialog.matches("[data-help]")) && !dialog.contains(findTarget(name, from))) return;
  if (act(name, from)) event.preventDefault();
});
