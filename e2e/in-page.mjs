// The looks that run inside the page; each is handed over as text, so each stands alone and uses nothing from outside.

// Names the elements that push the page wider than its window, unless they scroll inside a box of their own.
export function overflow() {
  const room = document.scrollingElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= room) return [];
  const scrollsItself = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== "visible") return true;
    }
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > room + 1 && !scrollsItself(element));
  const names = wide.slice(-3).map((element) => element.outerHTML.slice(0, 90));
  return [`${document.scrollingElement.scrollWidth} px in a window of ${room} px; ${names.join(" and ")}`];
}

// A button or badge without a colour of its own: what an old browser makes of a colour function it does not know.
export function colourlessMarks() {
  const isClear = (colour) => colour === "transparent" || /^rgba\(.*, 0\)$/.test(colour);
  const colourOf = (element) => getComputedStyle(element).backgroundColor;
  const behind = (element) => {
    for (let box = element.parentElement; box; box = box.parentElement) {
      if (!isClear(colourOf(box))) return colourOf(box);
    }
    return "rgb(255, 255, 255)";
  };
  return [...document.querySelectorAll(".btn-primary, .btn-danger, .btn-success, .btn-warning, .badge[class*='bg-']")]
    .filter((element) => element.getClientRects().length > 0)
    .filter((element) => isClear(colourOf(element)) || colourOf(element) === behind(element))
    .map((element) => element.outerHTML.slice(0, 120));
}

// Words of the other language. What people wrote (data-user-text) and parts in another lang are theirs to say.
export function strayWords({ lang, allowed }) {
  const spoken = [];
  const isOurs = (element) => {
    if (element.closest("script, style, template, kbd, textarea, svg, [data-user-text]")) return false;
    return (element.closest("[lang]")?.lang ?? "").startsWith(lang) || element.closest("[lang]") === document.documentElement;
  };
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.textContent.trim() && isOurs(text.parentElement)) spoken.push(text.textContent);
  }
  for (const name of ["placeholder", "title", "aria-label", "alt", "data-label", "data-confirm", "data-saved", "data-saving", "data-failed"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (isOurs(element)) spoken.push(element.getAttribute(name));
    }
  }
  const stray = lang === "zh"
    ? (text) => (text.replace(/\{\w+\}/g, "").match(/[A-Za-z][A-Za-z'-]+/g) ?? []).filter((word) => !allowed.includes(word.toLowerCase()))
    : (text) => text.match(/\p{Script=Han}+/gu) ?? [];
  return [...new Set(spoken.flatMap((text) => stray(text).map((word) => `"${word}" in "${text.trim().slice(0, 60)}"`)))];
}
