// Says under the button of a form that takes seconds that it is at work, once it is sent, and lets nobody send it twice.
for (const form of document.querySelectorAll("form[data-busy]")) {
  const place = form.querySelector("[data-busy-state]");
  const button = form.querySelector("button[type=submit], button:not([type])");
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) {
      event.preventDefault();
      return;
    }
    isSent = true;
    button.setAttribute("aria-disabled", "true");
    place.textContent = form.dataset.busy;
  });
  // A page that the browser kept, to which somebody comes back.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    isSent = false;
    button.removeAttribute("aria-disabled");
    place.textContent = "";
  });
}
