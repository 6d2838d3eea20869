// Prints the page by a button marked data-print; without script the reader uses the browser's own menu.

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
