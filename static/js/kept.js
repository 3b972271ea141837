// What somebody typed and the server has not taken yet: kept in this tab, for that person alone, oldest first.
//
// An entry is {url, key, code, page, fields, names, problem, isRefused, at}: where it is sent, the key, the code and the page
// of its question, the fields as [name, value], the names of the saves that nobody answered, why it is not saved, whether
// the server refused it, and when it was kept. `taken` has the revisions that the server gave what this tab sent, by URL.
import { tell, toldAt, whenTold } from "./signed_out.js";

const KEY = "kept";
export const person = document.body.dataset.person ?? "";

// Where a browser refuses to store anything, the page itself keeps it; `isSafe` is then false, and leaving warns.
let inPage = [];
export let isSafe = true;

const read = () => {
  try {
    return { person, entries: [], taken: {}, ...JSON.parse(sessionStorage.getItem(KEY)) };
  } catch {
    return { person, entries: inPage, taken: {} };
  }
};

const write = (entries, taken) => {
  inPage = entries;
  try {
    const isEmpty = !entries.length && !Object.keys(taken).length;
    if (isEmpty) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify({ person, entries, taken }));
    isSafe = true;
  } catch {
    isSafe = false;
  }
};

export const all = () => (person ? read().entries : []);
export const find = (url) => all().find((entry) => entry.url === url);
export const put = (entry) => {
  const entries = all();
  const place = entries.findIndex((other) => other.url === entry.url);
  entries.splice(place < 0 ? entries.length : place, 1, { ...entry, at: Date.now() });
  write(entries, read().taken);
};
export const drop = (url) => write(all().filter((entry) => entry.url !== url), read().taken);

// A page that was asked for before a save was made may arrive after it: then it shows an older revision.
export const took = (url, revision) => write(all(), { ...read().taken, [url]: revision });
export const isOlder = (url, revision) => revision < (read().taken[url] ?? 0);
export const forgetTaken = () => write(all(), {});

// Forgets everything, in every tab that is open or will be opened again.
export const forget = () => {
  write([], {});
  tell();
};

const forgetOld = () => {
  if (!person) return;
  const kept = read();
  const signedOut = toldAt();
  if (signedOut === null) return;
  const isOwn = kept.person === person;
  write(isOwn ? kept.entries.filter((entry) => entry.at > signedOut) : [], isOwn ? kept.taken : {});
};
forgetOld();
if (person) whenTold(() => write([], {}));
