// Shows how many characters of a limited field are used, in the words the page gives: data-text="{used} / {limit}".

function count(field) {
  const place = document.querySelector(`[data-count-for="${CSS.escape(field.id)}"]`);
  if (!place) return;
  place.textContent = place.dataset.text.replace("{used}", field.value.length).replace("{limit}", field.maxLength);
}

document.addEventListener("input", (event) => {
  if (event.target.id && event.target.maxLength > 0) count(event.target);
});
