// What Tab leads to shall not lie under the bar of buttons: Chrome 109 does not heed scroll-padding where a field is in the window already.

function clear(field) {
  const bar = field.closest("form")?.querySelector(".form-foot-sticky");
  if (!bar || bar.contains(field)) return;
  const covered = field.getBoundingClientRect().bottom - bar.getBoundingClientRect().top;
  if (covered > 0) window.scrollBy(0, covered + 8);
}

// After the browser's own scrolling.
document.addEventListener("focusin", ({ target }) => requestAnimationFrame(() => clear(target)));
