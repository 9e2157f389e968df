// The language switch keeps the section that the reader is in.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.site-language");
  if (link) link.hash = location.hash;
});
// Material's search dialog has no name of its own for those who listen.
const search = document.querySelector(".md-search[role=dialog]");
search?.setAttribute("aria-label", search.querySelector("input").placeholder);
// What scrolls sideways (a table, a formula, a figure) can be reached and scrolled with the keyboard.
const scrolling = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
const wide = document.getElementsByClassName("md-typeset__scrollwrap"); // which Material puts around a table
for (const part of document.querySelectorAll("div.arithmatex, .asrun-figure, .asrun-rich")) scrolling.observe(part);
// Bubbles of annotations have no name either: give them their number. And the buttons of a piece of code are no landmark.
new MutationObserver(() => {
  for (const table of wide) scrolling.observe(table);
  for (const bubble of document.querySelectorAll(".md-annotation__index:not([aria-label])")) {
    bubble.setAttribute("aria-label", bubble.querySelector("[data-md-annotation-id]")?.dataset.mdAnnotationId ?? "+");
  }
  for (const buttons of document.querySelectorAll("nav.md-code__nav:not([role])")) buttons.setAttribute("role", "none");
}).observe(document.body, { childList: true, subtree: true });
