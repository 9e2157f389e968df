// The language switch keeps the section that the reader is in.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.site-language");
  if (link) link.hash = location.hash;
});
