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

// Things to press and marks that carry meaning, without the colour that makes them so: what an old browser leaves of a
// colour function it does not know. Each stands out from its ground by its own background or by a border; only where the
// words are the button may both be missing; and the words are read on what is really behind them.
export function colourlessMarks() {
  const MARKS = "button, .btn, [role=button], input[type=submit], input[type=button], input[type=reset], .badge, .alert, .notice, .clock, .choices .choice > span, .choice:not(.choices .choice), .tab-count, .repeat-number, .figure, .door, .tool";
  const WORDS_ALONE = ".btn-link, .btn-quiet, .menu-item, .tool";
  const FILLED = ".btn-primary, .btn-danger, .btn-success, .btn-warning, .badge[class*='bg-']";
  const LEAST_DIFFERENCE = 12;
  const LEAST_CONTRAST = 4.5;

  // Painted, since a browser writes the colours it computed in forms of its own: color(srgb …), oklch(…).
  const paint = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const read = new Map();
  const rgba = (colour) => {
    if (!read.has(colour)) {
      paint.clearRect(0, 0, 1, 1);
      paint.fillStyle = colour;
      paint.fillRect(0, 0, 1, 1);
      read.set(colour, [...paint.getImageData(0, 0, 1, 1).data]);
    }
    return read.get(colour);
  };
  const over = ([r, g, b, a], ground) => [r, g, b].map((part, at) => Math.round((part * a + ground[at] * (255 - a)) / 255));
  const groundOf = (element) => {
    if (!element) return [255, 255, 255];
    return over(rgba(getComputedStyle(element).backgroundColor), groundOf(element.parentElement));
  };
  const difference = (one, other) => one.reduce((sum, part, at) => sum + Math.abs(part - other[at]), 0);
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };

  const faultOf = (element) => {
    const style = getComputedStyle(element);
    const behind = groundOf(element.parentElement);
    const own = groundOf(element);
    const stands = (colour) => difference(over(rgba(colour), behind), behind) >= LEAST_DIFFERENCE;
    const edged = ["Top", "Right", "Bottom", "Left"].some(
      (side) => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none" && stands(style[`border${side}Color`]),
    );
    const filled = difference(own, behind) >= LEAST_DIFFERENCE || style.backgroundImage !== "none";
    if (element.matches(FILLED) && !filled) return "no background of its own";
    if (!filled && !edged && !element.matches(WORDS_ALONE)) return "neither background nor border";
    const hasWords = element.textContent.trim() !== "" || element.value || element.querySelector("svg");
    const readable = contrast(over(rgba(style.color), own), own);
    if (hasWords && readable < LEAST_CONTRAST) return `words at ${readable.toFixed(1)}:1`;
    return null;
  };

  const isSeen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return width > 2 && height > 2 && style.visibility === "visible" && style.opacity !== "0" && !element.matches(":disabled, [aria-disabled=true], .disabled *");
  };
  return [...document.querySelectorAll(MARKS)]
    .filter(isSeen)
    .map((element) => [faultOf(element), element.outerHTML.slice(0, 120)])
    .filter(([fault]) => fault)
    .map(([fault, html]) => `${html} (${fault})`);
}

// Words of the other language. What people wrote (data-user-text) and parts in another lang are theirs to say; names may stand in a sentence of ours.
export function strayWords({ lang, allowed, names }) {
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
  const isCode = (word) => /\d/.test(word) || /^[0-9A-Z]{10}$/.test(word); // T02; the reference of an event
  const stray = lang === "zh"
    ? (text) => (text.replace(/\{\w+\}/g, "").match(/[A-Za-z0-9][A-Za-z0-9'-]+/g) ?? []).filter((word) => !isCode(word) && !allowed.includes(word.toLowerCase()))
    : (text) => text.match(/[\p{Script=Han}、。，：；（）]+/gu) ?? [];
  // A sentence of ours names people and places, and says again “what was typed”.
  const withoutNames = (text) => names.reduce((rest, name) => rest.replaceAll(name, " "), text.replace(/“[^”]*”/g, " "));
  return [...new Set(spoken.flatMap((text) => stray(withoutNames(text)).map((word) => `"${word}" in "${text.trim().slice(0, 60)}"`)))];
}
