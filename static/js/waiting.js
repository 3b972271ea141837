// Looks again for a PDF that is being made, and starts its download once it is there. The page itself is not loaded again,
// which would take whoever reads it back to its top.
const place = document.querySelector("[data-waiting]");
const SECONDS = 5;

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

// What is said to have changed is what has changed: a screen reader reads it out.
const show = (page) => {
  const now = page.querySelector("[data-waiting]");
  if (now && now.textContent !== place.textContent) place.replaceChildren(...now.childNodes);
};

const showReady = () => {
  const words = document.createElement("p");
  words.textContent = place.dataset.ready;
  place.replaceChildren(words);
  document.querySelector("h1").textContent = place.dataset.readyTitle;
  document.querySelector("main .govuk-button").textContent = place.dataset.again;
  document.title = document.title.replace(place.dataset.title, place.dataset.readyTitle);
};

const look = async () => {
  let answer;
  try {
    answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  } catch {
    return SECONDS;
  }
  if (answer.headers.get("Content-Type") === "application/pdf") {
    await answer.body?.cancel();
    showReady();
    location.assign(location.href);
    return 0;
  }
  if (answer.status !== 202) {
    // It cannot be made, or the session has ended: that page says so.
    location.reload();
    return 0;
  }
  show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  return Number(answer.headers.get("Retry-After")) || SECONDS;
};

const wait = async () => {
  let seconds = Number(place.dataset.seconds) || SECONDS;
  while (seconds) {
    await pause(seconds);
    seconds = await look();
  }
};
if (place && "looksAgain" in place.dataset) wait();
