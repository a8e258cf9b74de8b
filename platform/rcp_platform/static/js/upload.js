"use strict";

// Shows how far a file has been sent, and says at once when it is too large.
// Without this script the form is sent as any other.
for (const form of document.querySelectorAll("form[data-most-bytes]")) {
  const file = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");

  file.addEventListener("change", () => {
    const most = Number(form.dataset.mostBytes);
    const isTooLarge = [...file.files].some(({ size }) => size > most);
    file.setCustomValidity(isTooLarge ? form.dataset.tooLarge : "");
    file.reportValidity();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!file.reportValidity()) return;
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.max = total;
      bar.value = loaded;
    });
    request.addEventListener("load", () => {
      if (request.responseURL !== form.action) history.replaceState(null, "", request.responseURL);
      document.open();
      document.write(request.responseText);
      document.close();
    });
    // Sent again without the script: the browser then says what is wrong with the line.
    request.addEventListener("error", () => form.submit());
    request.open("POST", form.action);
    request.send(new FormData(form));
    form.querySelector("button").disabled = true;
    bar.hidden = false;
  });
}
