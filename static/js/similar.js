// Names partnerships that sound similar while a name and a purpose are typed. Without this script a button does.
const part = document.querySelector("[data-similar]");
const form = part?.closest("form");
const SOON = 600;

if (form) {
  const found = part.querySelector("[data-found]");
  let timer = null;
  let last = 0;

  // What cannot be had is left out: the form works without it.
  const look = async () => {
    const asked = (last += 1);
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "name", "purpose"]) body.set(name, form.elements[name].value);
    try {
      const answer = await fetch(part.dataset.similar, { method: "POST", body, redirect: "error" });
      const html = answer.ok ? await answer.text() : "";
      if (html && asked === last && found.innerHTML !== html) found.innerHTML = html;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  };
  form.addEventListener("input", (event) => {
    if (!["name", "purpose"].includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(look, SOON);
  });
}
