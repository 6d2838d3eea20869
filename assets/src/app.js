// Starts the small helpers of the office pages; every page also works when none of this runs.
import "./js/server-answers.js";
import "./js/confirm.js";
import "./js/submit-guard.js";
import "./js/draft.js";
import "./js/keyboard.js";
import "./js/repeat-rows.js";
import "./js/dialogs.js";
import "./js/menus.js";
import "./js/char-count.js";
import "./js/print.js";
import "./js/error-names.js";
import "./js/text-blocks.js";

document.documentElement.classList.add("has-script");
