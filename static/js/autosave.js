// Saves answers as they are made. What the server has not taken yet is kept in the tab and sent again: see kept.js.
import {
  answerIn,
  blockOf,
  blocks,
  fieldsOf,
  fill,
  isUndecided,
  partsOf,
  place,
  prepare,
  revisionIn,
  say,
  sayAt,
} from "./blocks.js";
import * as kept from "./kept.js";

const SOON = 300;
const TYPING = 2_000;
const LATEST = 10_000;
const AGAIN = 15_000;
// What a browser sends on after its page is gone, less the names of fields.
const SMALL = 50_000;
const UNKNOWN = 5;

const panel = document.getElementById("kept");
const words = panel?.dataset ?? {};

// What is kept of questions that this page does not ask.
const list = () => {
  const elsewhere = kept.all().filter((entry) => entry.problem && !blockOf(entry.url));
  panel.hidden = !elsewhere.length;
  panel.querySelector("ul").replaceChildren(
    ...elsewhere.map((entry) => {
      const item = panel.querySelector("template").content.cloneNode(true);
      const link = item.querySelector("a");
      [link.href, link.textContent] = [entry.page, entry.code];
      item.querySelector("[data-problem]").textContent = entry.problem;
      item.querySelector("[data-typed]").textContent = entry.fields
        .filter(([name, value]) => value && /-(reason|finding|fact_\w+)$/.test(name))
        .map(([, value]) => value)
        .join("\n");
      item.querySelector("button").addEventListener("click", () => {
        kept.drop(entry.url);
        list();
      });
      return item;
    }),
  );
};

// The addresses of the questions that were answered on this page; what is kept of others is sent again.
const typedHere = new Set();

// --- Sending ---------------------------------------------------------------------------------------------------------
// A save has a name; the next one names those before it that nobody answered, of which each may have been made.
const nameOf = () => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("");
const isSmall = (entry) => new Blob([JSON.stringify(entry.fields)]).size < SMALL;

const post = (entry) => {
  const name = nameOf();
  const body = new FormData();
  for (const field of entry.fields) body.append(...field);
  body.set(`${entry.key}-edit_token`, name);
  body.set(`${entry.key}-follows`, entry.names.join(" "));
  body.set("typed_by", kept.person);
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  kept.put({ ...entry, names: [...entry.names, name].slice(-UNKNOWN) });
  const headers = { "X-Autosave": "true", "X-Page": location.href };
  if (!typedHere.has(entry.url)) headers["X-Again"] = "true";
  return fetch(entry.url, { method: "POST", body, headers, keepalive: isSmall(entry) });
};

const hold = (entry, problem, isRefused) => {
  const now = kept.find(entry.url);
  if (!now) return;
  // What was typed meanwhile may be right.
  const isSame = answerIn(now.fields) === answerIn(entry.fields);
  kept.put({ ...now, problem, isRefused: isRefused && isSame });
  const block = blockOf(entry.url);
  if (block) say(block, problem, true);
};

const took = (entry, html) => {
  const said = place(html);
  const block = blockOf(entry.url);
  const now = kept.find(entry.url);
  kept.drop(entry.url);
  kept.took(entry.url, revisionIn(partsOf(html), entry.key));
  if (block && now && answerIn(now.fields) !== answerIn(entry.fields)) keep(block);
  else if (block) say(block, said);
  if (block) for (const part of document.querySelectorAll("[data-until-saved]")) part.hidden = true;
};

// What is sent again had been saved, and somebody else has saved another answer since: that one is shown.
const wasSaved = (entry, html) => {
  const now = kept.find(entry.url);
  if (now && answerIn(now.fields) !== answerIn(entry.fields)) return;
  place(html);
  kept.drop(entry.url);
  kept.took(entry.url, revisionIn(partsOf(html), entry.key));
};

// In read-only mode the server says itself why nothing is saved, and until when.
const isSaid = (response) =>
  response.status === 503 && response.headers.get("Content-Type")?.startsWith("text/plain");

// Sends one entry. Returns whether the others can be sent: not if nobody answers, or nobody is signed in any more.
const send = async (entry) => {
  const block = blockOf(entry.url);
  if (block) say(block, words.saving);
  let response;
  let html;
  try {
    response = await post(entry);
    html = await response.text();
  } catch {
    hold(entry, words.offline, false);
    return false;
  }
  const signIn = response.headers.get("X-Sign-In");
  if (signIn) {
    hold(entry, words.signedOut, false);
    location.assign(signIn);
    return false;
  }
  if (response.headers.has("X-Was-Saved")) wasSaved(entry, html);
  else if (response.ok) took(entry, html);
  else if (response.status === 409 || response.status === 422) hold(entry, place(html) || words.conflict, true);
  else if (isSaid(response)) hold(entry, html, false);
  else if (response.status === 429 || response.status >= 500) hold(entry, words.unanswered, false);
  else hold(entry, words.refused, true);
  return response.status !== 429 && response.status < 500;
};

let timer;
let since = 0;
let running = null;
let isLeaving = false;

const schedule = (delay) => {
  clearTimeout(timer);
  since ||= Date.now();
  timer = setTimeout(flush, Math.max(0, Math.min(delay, since + LATEST - Date.now())));
};

const run = async () => {
  since = 0;
  const done = new Set();
  for (;;) {
    const entry = kept.all().find((each) => !each.isRefused && !done.has(each.url));
    if (!entry || isLeaving) break;
    done.add(entry.url);
    if (!(await send(entry))) break;
  }
  list();
};
const flush = () => {
  clearTimeout(timer);
  running ??= run().finally(() => {
    running = null;
    const left = kept.all().filter((entry) => !entry.isRefused);
    if (left.length) schedule(left.some((entry) => entry.problem) ? AGAIN : TYPING);
  });
  return running;
};

// --- What people do ----------------------------------------------------------------------------------------------------
const keep = (block) => {
  const url = block.dataset.autosave;
  const names = kept.find(url)?.names ?? [];
  const { key, code } = block.dataset;
  kept.put({ url, key, code, page: location.pathname, fields: fieldsOf(block), names, problem: "", isRefused: false });
  say(block, words.saving);
};

// It waits to be sent again and has not changed since.
const isWaiting = (block) => {
  const entry = kept.find(block.dataset.autosave);
  return Boolean(entry?.problem) && !entry.isRefused && answerIn(entry.fields) === answerIn(fieldsOf(block));
};

const onChange = (event) => {
  const block = event.target.closest("[data-autosave]");
  if (!block || !event.target.name || isUndecided(block)) return;
  // Whoever leaves a text for a button sees no other words under it: the button would move away from under the pointer.
  if (event.type === "change" && isWaiting(block)) return;
  sayAt(block, event.target);
  typedHere.add(block.dataset.autosave);
  keep(block);
  schedule(event.type === "change" ? SOON : TYPING);
};

// Sends what no save under way carries, without waiting: the page may be gone at once.
const leave = () => {
  if (isLeaving) return;
  clearTimeout(timer);
  for (const entry of kept.all()) {
    const block = blockOf(entry.url);
    if (block && !entry.isRefused && isSmall(entry)) post(entry).catch(() => {});
  }
};

const isAtRisk = () =>
  blocks().some((block) => {
    const entry = kept.find(block.dataset.autosave);
    if (isUndecided(block)) return true;
    return entry && (entry.problem || !navigator.onLine || !kept.isSafe || !isSmall(entry));
  });

const onSubmit = (event) => {
  const own = blocks().filter((block) => event.target.contains(block));
  if (event.target.matches("[data-signs-out]")) signOut(event);
  if (!own.length) return;
  if (!navigator.onLine) {
    event.preventDefault();
    for (const block of own.filter((each) => !isUndecided(each))) keep(block);
    flush();
    return;
  }
  isLeaving = true;
  clearTimeout(timer);
  for (const block of own.filter(isUndecided)) kept.drop(block.dataset.autosave);
};

const onFormData = (event) => {
  for (const block of blocks().filter((each) => event.target.contains(each))) {
    const entry = kept.find(block.dataset.autosave);
    event.formData.set(`${block.dataset.key}-edit_token`, nameOf());
    event.formData.set(`${block.dataset.key}-follows`, entry?.names.join(" ") ?? "");
  }
};

const signOut = async (event) => {
  const form = event.target;
  if (!kept.all().length) {
    isLeaving = true;
    kept.forget();
    return;
  }
  event.preventDefault();
  await Promise.race([flush(), new Promise((done) => setTimeout(done, TYPING))]);
  if (kept.all().length && !window.confirm(words.signingOut)) return;
  isLeaving = true;
  kept.forget();
  form.submit();
};

if (panel) {
  document.addEventListener("input", onChange);
  document.addEventListener("change", onChange);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("formdata", onFormData);
  window.addEventListener("online", flush);
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden && flush());
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && isAtRisk()) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    isLeaving = false;
    if (event.persisted && blocks().length) location.reload();
  });
  for (const block of blocks()) prepare(block);
  if (blocks().some((block) => kept.isOlder(block.dataset.autosave, revisionIn(block, block.dataset.key)))) {
    kept.forgetTaken();
    location.reload();
  }
  for (const entry of kept.all()) {
    const block = blockOf(entry.url);
    if (!block) continue;
    const isSame = answerIn(fieldsOf(block)) === answerIn(entry.fields);
    kept.put({ ...entry, isRefused: isUndecided(block) });
    if (!isSame && !isUndecided(block)) fill(block, entry.fields);
  }
  flush();
}
