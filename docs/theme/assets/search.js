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

  // An English sentence, such as a pasted error message: whole words, in any text; titles would outweigh it.
  const sentence = (query) => {
    const words = query.replace(/[^\p{L}\p{N}_]+/gu, " ").trim().split(" ");
    return words.length > 3 && words.every((word) => /^\w+$/.test(word)) && words.map((word) => `text:${word}^1`).join(" ");
  };

  const send = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message?.type !== 2 || (!asked && !message.data.trim())) return send.call(this, message, ...rest);
    ask().then((table) => send.call(this, { ...message, data: sentence(message.data) || widen(message.data, table) }, ...rest));
  };
})();
