// Copies a part of the page without the page's styles. Where the browser cannot, its button stays hidden.
const button = document.querySelector("[data-copies]");

const copy = async () => {
  const part = document.getElementById(button.dataset.copies);
  const texts = { "text/html": part.innerHTML, "text/plain": part.innerText };
  const blobs = Object.entries(texts).map(([type, text]) => [type, new Blob([text], { type })]);
  await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
};

const show = (isCopied) => {
  const [copied, refused] = document.getElementById(button.dataset.says).children;
  copied.hidden = !isCopied;
  refused.hidden = isCopied;
};

if (button && navigator.clipboard?.write && window.ClipboardItem) {
  button.hidden = false;
  button.addEventListener("click", () => copy().then(() => show(true), () => show(false)));
}
