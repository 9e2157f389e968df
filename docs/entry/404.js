// A page that is missing may lie at any depth. 404.html asks for this script at each, the nearest first; the first that
// is there knows the way.
(() => {
  if ("known" in document.forms[0].dataset) return;
  const base = new URL(".", document.currentScript.src);
  const missing = decodeURIComponent(location.pathname).replace(base.pathname, "");
  const [, language, words] = missing.match(/^(?:(ko|en)\/)?(.*?)(?:\.\w+)?$/s);
  for (const form of document.forms) {
    form.dataset.known = "";
    form.action = new URL(`${form.lang}/`, base);
    form.q.value = words.replace(/[/_-]+/g, " ").trim();
    form.style.order = form.lang === language ? -1 : 0;
    form.querySelector("a").href = form.action;
  }
})();
