// Keeps a form from being sent twice by an impatient second click.

// A click without answer must not lock the form for good when the network is gone.
const RELEASE_AFTER = 15_000;

const buttonsOf = (form) => [...form.elements].filter((element) => element.matches("button, input[type=submit]"));

function hold(form) {
  form.setAttribute("aria-busy", "true");
  for (const button of buttonsOf(form)) {
    if (button.disabled) continue;
    button.disabled = true;
    button.dataset.held = "";
  }
}

function release(form) {
  form.removeAttribute("aria-busy");
  for (const button of buttonsOf(form)) {
    if (!("held" in button.dataset)) continue;
    button.disabled = false;
    delete button.dataset.held;
  }
}

function releaseAll() {
  document.querySelectorAll("form[aria-busy=true]").forEach(release);
}

const sentByHtmx = (form) => form.matches("[hx-post], [hx-get], [hx-put], [hx-delete]") || form.closest("[hx-boost]");

document.addEventListener("submit", (event) => {
  const form = event.target;
  // A download or a page in another tab never leaves this one, so nothing would release the buttons.
  if (form.method === "dialog" || form.target === "_blank" || "repeatable" in form.dataset) return;
  if (event.defaultPrevented && !sentByHtmx(form)) return;
  // After the browser has collected the fields: a disabled button would not send its name and value.
  setTimeout(() => hold(form));
  setTimeout(() => release(form), RELEASE_AFTER);
});

document.addEventListener("htmx:finally:request", releaseAll);
// The back button shows the page as it was left: with its buttons disabled.
window.addEventListener("pageshow", releaseAll);
