// Opens and closes <dialog> elements by data-open-dialog="id" and data-close-dialog.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.openDialog);
    if (!dialog) return;
    event.preventDefault();
    dialog.showModal();
    return;
  }
  event.target.closest("[data-close-dialog]")?.closest("dialog")?.close();
  // A click on the shade beside the box lands on the dialog element itself.
  if (event.target.matches("dialog[open]") && event.target.matches("[data-help]")) event.target.close();
});
