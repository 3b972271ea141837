// The blocks of a page: each asks one question, and scripts save it as it is made.
export const blocks = () => [...document.querySelectorAll("[data-autosave]")];
export const blockOf = (url) => blocks().find((block) => block.dataset.autosave === url);
export const isUndecided = (block) => "conflict" in block.dataset;

const controlsOf = (block) => [...block.querySelectorAll("input[name], textarea[name]")];
const canBeChecked = (control) => ["radio", "checkbox"].includes(control.type);
export const fieldsOf = (block) =>
  controlsOf(block)
    .filter((control) => !canBeChecked(control) || control.checked)
    .map((control) => [control.name, control.value]);
export const revisionIn = (part, key) => Number(part.querySelector(`[name="${key}-revision"]`)?.value ?? 0);
export const answerIn = (fields) =>
  JSON.stringify(fields.filter(([name, value]) => value && !/-(revision|was|asked|edit_token|follows)$/.test(name)));

// A form that is folded opens once it holds what somebody typed, or something is wrong with it.
const unfold = (block) => {
  const folded = block.querySelector("details.app-change");
  if (folded) folded.open = true;
};

export const fill = (block, fields) => {
  unfold(block);
  const values = Object.fromEntries(fields);
  for (const control of controlsOf(block)) {
    if (canBeChecked(control)) control.checked = values[control.name] === control.value;
    else control.value = values[control.name] ?? "";
  }
  // GOV.UK Frontend looks then at which options reveal a field.
  window.dispatchEvent(new Event("pageshow"));
};

// The state of saving stands below the field that was changed last, where it is read out too. That of a text box has a frame
// with the box alone, within which it stays in sight: it never lies over the label or the hint.
const groupOf = (block, control) => {
  let group = null;
  for (let part = control; part !== block; part = part.parentElement) {
    if (part.matches(".govuk-form-group")) group = part;
  }
  return group;
};
const frame = (text, state) => {
  const place = document.createElement("div");
  place.className = "app-saving";
  text.before(place);
  place.append(text, state);
};
export const prepare = (block) => {
  for (const group of new Set(controlsOf(block).map((control) => groupOf(block, control)))) {
    if (!group || group.querySelector(".app-saved")) continue;
    const state = document.createElement("p");
    state.className = "app-saved";
    state.setAttribute("role", "status");
    const texts = group.querySelectorAll("textarea");
    const isText = texts.length === 1 && !group.querySelector("input[type=radio]");
    if (isText) frame(texts[0], state);
    else group.append(state);
  }
};
export const say = (block, text, isProblem = false) => {
  if (isProblem) unfold(block);
  const states = [...block.querySelectorAll(".app-saved")];
  const chosen = states.find((state) => "last" in state.dataset) ?? states.at(-1);
  for (const state of states) {
    const said = state === chosen ? text : "";
    if (state.textContent !== said) state.textContent = said;
    state.classList.toggle("app-saved--problem", isProblem && state === chosen);
  }
};
export const sayAt = (block, control) => {
  for (const state of block.querySelectorAll(".app-saved")) delete state.dataset.last;
  const state = groupOf(block, control)?.querySelector(".app-saved");
  if (state) state.dataset.last = "";
};

export const partsOf = (html) => Object.assign(document.createElement("template"), { innerHTML: html }).content;

// What stays on the page says what a part that is put in place of another says otherwise than that one.
const textOf = (part) => part.textContent.replace(/\s+/g, " ").trim();
const announce = (part, old) => {
  const status = part.dataset.says && document.getElementById(part.dataset.says);
  if (status && textOf(part) !== textOf(old)) status.textContent = textOf(part);
};

// Puts each part of an answer of the server in the place of the part of the page with its id; returns what it says.
export const place = (html) => {
  const content = partsOf(html);
  const said = content.querySelector("[data-said]")?.textContent.trim() ?? "";
  for (const part of [...content.children]) {
    const old = part.id && document.getElementById(part.id);
    if (!old) continue;
    announce(part, old);
    old.replaceWith(part);
    if (part.matches("[data-autosave]")) prepare(part);
    part.dispatchEvent(new CustomEvent("placed", { bubbles: true }));
  }
  return said;
};
