// The list of what is wrong names each field by its label; without us it leads there, and the label stands beside.

const labelOf = (id) => document.querySelector(`label[for="${CSS.escape(id)}"], [id="${CSS.escape(id)}"] > legend`);

function nameFields() {
  for (const link of document.querySelectorAll(".error-summary a[href^='#']:not([data-named])")) {
    link.dataset.named = "";
    const name = labelOf(link.getAttribute("href").slice(1))?.textContent.trim();
    if (!name || link.textContent.includes(name)) continue;
    link.prepend(Object.assign(document.createElement("strong"), { textContent: name }), " · ");
  }
}

nameFields();
document.addEventListener("htmx:after:swap", nameFields);
