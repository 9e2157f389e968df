// To the language of the browser, or to English.
const known = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === "ko" || tag === "en");
location.replace(`${known || "en"}/`);
