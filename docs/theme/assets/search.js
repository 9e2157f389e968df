// The search knows the glossary: 그래디언트 finds 그레이디언트. What was typed stays.
(() => {
  const place = new URL("aliases.json", document.currentScript.src);
  const flat = (text) => text.toLowerCase().replace(/[\s-]+/g, "");
  let asked;
  const ask = () => asked ??= fetch(place).then((answer) => answer.json()).then(({ endings, terms }) => {
    const known = new Map(Object.entries(terms).flatMap(([term, words]) => [flat(term), ...words].map((w) => [w, term])));
    return { known, ending: new RegExp(`^${endings}$`) };
  }).catch(() => ({ known: new Map(), ending: /^$/ }));

  // The terms that make up a text (손실함수를: 손실 함수); none if something is left.
  const cover = (text, { known, ending }) => {
    const found = [];
    while (text && !(found.length && ending.test(text))) {
      let size = text.length;
      while (size && !known.has(text.slice(0, size))) size--;
      if (!size) return [];
      found.push(known.get(text.slice(0, size)));
      text = text.slice(size);
    }
    return found;
  };

  const widen = (query, table) => {
    const words = /["~^*]|(^|\s)[+-]/.test(query) ? [] : query.trim().split(/\s+/), added = new Set();
    for (let i = 0, size; i < words.length; i += size || 1)
      for (size = Math.min(4, words.length - i); size; size--) {
        const found = cover(flat(words.slice(i, i + size).join("")), table);
        if (found.length && found.map((term) => added.add(term))) break;
      }
    const more = [...added].flatMap((term) => term.split(/[\s-]/)).filter((word) => !words.includes(word));
    return [query, ...new Set(more)].join(" ");
  };

  // A sentence: short words count whole, or "a" and "to" find half the site (Material adds a * where there is no ^1).
  const whole = (words, field = "") => words.map((word) => `${field}${word}${word.length < 4 ? "^1" : ""}`).join(" ");

  // The words of an error message are looked for in the text alone, which titles would outweigh.
  const reword = (query, table) => {
    const words = query.replace(/[^\p{L}\p{N}_]+/gu, " ").trim().split(" ");
    if (words.length < 4 || words.some((word) => /\W/.test(word))) return widen(query, table);
    const telling = words.filter((word) => !/^\d+$/.test(word)); // lunr can take numbers for one another, and fail
    return /[.:'"()<>=_]/.test(query) ? whole(telling, "text:") : widen(whole(words), table);
  };

  const send = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message?.type !== 2 || (!asked && !message.data.trim())) return send.call(this, message, ...rest);
    ask().then((table) => send.call(this, { ...message, data: reword(message.data, table) }, ...rest));
  };
})();
