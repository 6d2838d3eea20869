// Loads htmx, sets its few options, and tells the reader when an answer of the server did not arrive.
import htmx from "htmx.org";

// A form that comes back with 422 is swapped in, so that its errors show. Other refusals are whole pages
// (signed out, not allowed, broken) that would look absurd inside a small target: they are announced instead.
htmx.config.noSwap = [204, 304, 401, 403, 404, 409, 429, "5xx"];
// The page's own style sheet hides indicators.
htmx.config.includeIndicatorCSS = false;

const readable = (status) => (status >= 200 && status < 400) || status === 422;

// The words stand in the page, in the reader's language: <p data-request-failed hidden>…</p>
const announce = (failed) => {
  const notice = document.querySelector("[data-request-failed]");
  if (notice) notice.hidden = !failed;
};

// What a swapped part says of itself is told in a place that was there before: <p role="status" data-told-place></p>
const retell = () => {
  const [place, part] = [document.querySelector("[data-told-place]"), document.querySelector("[data-told]")];
  if (place && part) place.textContent = part.dataset.told;
};

document.addEventListener("htmx:after:swap", retell);
document.addEventListener("htmx:error", () => announce(true));
document.addEventListener("htmx:response:error", (event) => {
  announce(!readable(event.detail?.ctx?.response?.status ?? 0));
});
// Not after the swap: htmx reports one even when it swapped nothing.
document.addEventListener("htmx:before:request", () => announce(false));
