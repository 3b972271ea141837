// Uploads several files one after another, each as the form with that file alone, and shows how far each is. What breaks
// off is still chosen, as is what was chosen meanwhile, and nothing that was typed is lost. Without this script the
// browser sends all of them at once.
const ATTACHED = 204;
const WRONG = 422;
const UNAVAILABLE = 503;

const inputOf = (form) => form.querySelector("input[type=file]");
const hasFiles = (form) => new FormData(form).get("kind") === "file" && inputOf(form).files.length > 0;

const send = (form, file, place, show) =>
  new Promise((done) => {
    const body = new FormData(form);
    body.set(inputOf(form).name, file);
    const request = new XMLHttpRequest();
    request.open("POST", location.href);
    request.setRequestHeader("X-Upload", place);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && show(event.loaded / event.total));
    request.addEventListener("loadend", () => done(request));
    request.send(body);
  });

const lineOf = (form, file) => {
  const [line, name, bar] = ["li", "span", "progress"].map((tag) => document.createElement(tag));
  line.dataset.isLeft = "";
  name.textContent = file.name;
  bar.className = "app-progress";
  [bar.max, bar.value] = [1, 0];
  bar.setAttribute("aria-hidden", "true");
  line.append(name, bar);
  form.querySelector("[data-upload-files]").append(line);
  return { line, name, bar };
};

const say = ({ line, name, bar }, file, text, isProblem) => {
  bar.remove();
  if (!isProblem) delete line.dataset.isLeft;
  name.textContent = `${file.name}: ${text}`;
  name.classList.toggle("govuk-error-message", isProblem);
};

// What is wrong with the other fields is shown as on a new page, with the files still chosen.
const showPage = (html, files) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = page.querySelector("main");
  document.title = page.title;
  document.querySelector("main").replaceWith(main);
  main.dispatchEvent(new CustomEvent("placed", { bubbles: true }));
  choose(main.querySelector("form[data-uploads]"), files);
};

const choose = (form, files) => {
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  inputOf(form).files = chosen.files;
  inputOf(form).dispatchEvent(new Event("change", { bubbles: true }));
};

// What was wrong when the form was sent before is said no longer. What was attached before still is.
const forget = (form) => {
  document.querySelector("main .govuk-error-summary")?.remove();
  for (const message of form.querySelectorAll(".govuk-form-group .govuk-error-message")) message.remove();
  for (const part of form.querySelectorAll("[class*='--error']")) {
    part.classList.remove(...[...part.classList].filter((name) => name.endsWith("--error")));
  }
  for (const line of form.querySelectorAll("[data-is-left]")) line.remove();
};

const hasTooMany = (form) => inputOf(form).files.length > Number(form.dataset.most);
const sayTooMany = (form) => {
  const status = form.querySelector("[data-upload-state]");
  status.textContent = hasTooMany(form) ? form.dataset.tooMany : "";
  status.classList.toggle("govuk-error-message", hasTooMany(form));
};

// How many files of this page arrived before: one that is sent again alone is still one of several.
let arrived = 0;

const upload = async (form) => {
  const words = form.dataset;
  const files = [...inputOf(form).files];
  const status = form.querySelector("[data-upload-state]");
  const again = [];
  const before = arrived;
  let isRefused = false;
  forget(form);
  // From now on the field holds what is chosen meanwhile.
  choose(form, []);
  for (const [index, file] of files.entries()) {
    const place = `${before + index + 1}/${before + files.length}`;
    const line = lineOf(form, file);
    status.textContent = `${words.sending} ${place}: ${file.name}`;
    const request = await send(form, file, place, (share) => {
      line.bar.value = share;
    });
    const isText = request.getResponseHeader("Content-Type")?.startsWith("text/plain");
    if (request.status === ATTACHED) {
      arrived += 1;
      say(line, file, words.attached, false);
    } else if (request.status === WRONG && isText) {
      isRefused = true;
      say(line, file, request.responseText, true);
    } else if (request.status === WRONG) {
      showPage(request.responseText, [...again, ...files.slice(index), ...inputOf(form).files]);
      return;
    } else if (request.status === 200) {
      // Nobody is signed in any more.
      location.assign(request.responseURL);
      return;
    } else {
      // In read-only mode the server says itself why nothing is attached.
      again.push(file);
      say(line, file, request.status === UNAVAILABLE && isText ? request.responseText : words.broken, true);
    }
  }
  const meanwhile = [...inputOf(form).files];
  if (again.length || isRefused || meanwhile.length) {
    choose(form, [...again, ...meanwhile]);
    status.textContent = again.length || isRefused ? words.notAll : words.meanwhile;
  } else {
    location.assign(words.next);
  }
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-uploads]") || !hasFiles(form)) return;
  event.preventDefault();
  if (hasTooMany(form)) return;
  const buttons = [...form.querySelectorAll("button[type=submit]")];
  for (const button of buttons) button.disabled = true;
  await upload(form);
  for (const button of buttons) button.disabled = false;
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-uploads]") && event.target === inputOf(form)) sayTooMany(form);
});
