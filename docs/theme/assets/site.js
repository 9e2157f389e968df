// The language switch keeps the section that the reader is in.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.site-language");
  if (link) link.hash = location.hash;
});
// Material's search dialog has no name of its own for those who listen.
const search = document.querySelector(".md-search[role=dialog]");
search?.setAttribute("aria-label", search.querySelector("input").placeholder);
