// Lines of a long file that wait in a fold: opened by their button, or by an address that wants one.
function open(stand) {
  const store = stand.nextElementSibling;
  const body = document.createElement("tbody");
  body.append(store.content);
  stand.before(body);
  store.remove();
  stand.remove();
}

function openWanted() {
  const wanted = CSS.escape(location.hash.slice(1));
  if (!wanted || document.querySelector(`#${wanted}`)) return;
  for (const stand of document.querySelectorAll(".cv-fold")) {
    if (!stand.nextElementSibling.content.querySelector(`#${wanted}`)) continue;
    open(stand);
    document.querySelector(`#${wanted}`).scrollIntoView({ block: "center" });
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".cv-fold button");
  if (button) open(button.closest("tbody"));
});
addEventListener("hashchange", openWanted);
openWanted();
