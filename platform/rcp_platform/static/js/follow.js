"use strict";

// Shows how work goes on that is followed on this page, until it is over.
// Without this script a link on the page shows it anew.
const PAUSE = 3000;

async function look() {
  const place = document.querySelector("[data-follow]");
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-follow]");
    if (now && now.innerHTML !== place.innerHTML) place.innerHTML = now.innerHTML;
    if (now?.dataset.follow === "no") return;
  }
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
