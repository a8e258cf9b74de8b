"use strict";

// Shows practices that resemble what is being written, a moment after the writing stops.
// Without this script they are shown when the practice is checked.
const PAUSE = 900;
const place = document.querySelector("[data-similar]");
const form = place.closest("main").querySelector("form[method=post]");
let timer;
let asked = "";

async function look() {
  const all = new FormData(form);
  const sent = new FormData();
  for (const name of ["csrf_token", "title", "summary"]) sent.set(name, all.get(name) ?? "");
  for (const name of ["practice", "revises"]) sent.set(name, place.dataset[name] ?? "");
  const text = `${sent.get("title")} ${sent.get("summary")}`.trim();
  if (text.length < 15 || text === asked) return;
  asked = text;
  const answer = await fetch(place.dataset.similar, { method: "POST", body: sent }).catch(() => null);
  if (answer?.ok && text === asked) place.innerHTML = await answer.text();
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
});
