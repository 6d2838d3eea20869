// Asks before a form or button marked data-confirm="question" is sent, in the page's own dialog if it has one.

const asked = new WeakSet();

function questionOf(form, submitter) {
  return submitter?.dataset.confirm ?? form.dataset.confirm;
}

function ask(question, agree) {
  const dialog = document.querySelector("dialog[data-confirm-dialog]");
  if (!dialog) {
    if (window.confirm(question)) agree();
    return;
  }
  dialog.querySelector("[data-confirm-text]").textContent = question;
  dialog.returnValue = "";
  // The dialog's form has method="dialog"; its agreeing button carries value="yes".
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && agree(), { once: true });
  dialog.showModal();
}

// In the capturing phase, before htmx and the submit guard see the form.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = questionOf(form, event.submitter);
  if (!question || asked.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  ask(question, () => {
    asked.add(form);
    form.requestSubmit(submitter);
  });
}, true);
