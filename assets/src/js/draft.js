// Saves a half-written form to the server while its author types, never in the browser, for patients' sake.

const PAUSE = 800;
const RETRY = 15_000;
const forms = new Map(); // form → { timer, saved, saving, sent }

function memoryOf(form) {
  if (!forms.has(form)) forms.set(form, { timer: 0, saved: null, saving: null, sent: false });
  return forms.get(form);
}

function fieldsOf(form) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && form.elements[name]?.type !== "password") fields.append(name, value);
  }
  return fields;
}

// The words come with the page: data-saving, data-saved (may hold {time}) and data-failed.
function show(form, state) {
  const place = form.querySelector("[data-draft-state]");
  if (!place) return;
  const time = new Date().toTimeString().slice(0, 5);
  place.dataset.state = state;
  place.textContent = (place.dataset[state] ?? "").replace("{time}", time);
}

async function save(form) {
  const memory = memoryOf(form);
  const fields = fieldsOf(form);
  const text = fields.toString();
  if (memory.sent || text === memory.saved) return;
  memory.saving?.abort();
  memory.saving = new AbortController();
  show(form, "saving");
  try {
    const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: fields, signal: memory.saving.signal, redirect: "error" });
    if (!answer.ok) throw new Error(`draft answered ${answer.status}`);
    memory.saved = text;
    show(form, "saved");
  } catch (error) {
    if (error.name === "AbortError") return;
    show(form, "failed");
    plan(form, RETRY);
  }
}

function plan(form, pause) {
  const memory = memoryOf(form);
  clearTimeout(memory.timer);
  memory.timer = setTimeout(() => form.isConnected && save(form), pause);
}

function changed(event) {
  const form = event.target.closest?.("form[data-draft-url]") ?? event.target.form;
  if (!form?.dataset?.draftUrl) return;
  memoryOf(form).sent = false;
  plan(form, PAUSE);
}

document.addEventListener("input", changed);
document.addEventListener("change", changed);

// Once sent, a late draft must not come back to life behind the finished record.
document.addEventListener("submit", (event) => {
  if (!forms.has(event.target)) return;
  const memory = memoryOf(event.target);
  clearTimeout(memory.timer);
  memory.saving?.abort();
  memory.sent = true;
});

// A closing window waits for no answer; a beacon is sent all the same.
window.addEventListener("pagehide", () => {
  for (const [form, memory] of forms) {
    if (!form.isConnected || memory.sent) continue;
    const fields = fieldsOf(form);
    if (fields.toString() === memory.saved) continue;
    clearTimeout(memory.timer);
    navigator.sendBeacon(form.dataset.draftUrl, fields);
  }
});
