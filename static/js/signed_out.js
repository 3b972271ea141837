// Signing out in one tab leaves nothing to read in the others: each hides what it shows at once, and a moment later asks for
// its page again, which is the sign-in page by then. The page after signing out, by whatever way, tells them.
const KEY = "signed-out";

export const tell = () => {
  try {
    localStorage.setItem(KEY, String(Date.now()));
  } catch {
    // Without storage no tab has kept anything either.
  }
};

// When somebody last signed out; null where a browser stores nothing.
export const toldAt = () => {
  try {
    return Number(localStorage.getItem(KEY));
  } catch {
    return null;
  }
};

export const whenTold = (forget) =>
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    forget();
    document.body.hidden = true;
    setTimeout(() => location.reload(), 1_000);
  });

// The administration pages are Django's own: they load this module alone, as a script, and keep nothing.
if (document.querySelector("[data-has-signed-out]")) tell();
if (document.querySelector("script[data-is-signed-in]")) whenTold(() => {});
