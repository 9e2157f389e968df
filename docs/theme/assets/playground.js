// A multilayer perceptron on the four XOR points, trained in the page.
// The first half makes the numbers that Keras makes (snippets/xor/playground.py), the second shows them.

const POINTS = [[0, 0], [0, 1], [1, 0], [1, 1]];
const LABELS = [0, 1, 1, 0];
const LONGEST = 20000; // epochs
const single = Math.fround; // Keras computes in float32

// --- numbers: generator, network, losses, optimizers ------------------------------

function mulberry32(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pointOrder(random, order) {
  const rows = [0, 1, 2, 3];
  if (order === "shuffled")
    for (const last of [3, 2, 1]) {
      const other = Math.floor(random() * (last + 1));
      [rows[last], rows[other]] = [rows[other], rows[last]];
    }
  return rows;
}

/** Dense layers: glorot_uniform kernels (row by row), zero biases, and room to work in. */
function start(random, hidden) {
  const sizes = [2, ...hidden, 1];
  return sizes.slice(1).map((units, depth) => {
    const inputs = sizes[depth], limit = Math.sqrt(6 / (inputs + units));
    const room = (length) => new Float32Array(length);
    return {
      inputs, units,
      kernel: room(inputs * units).map(() => (2 * random() - 1) * limit), bias: room(units),
      kernelGradient: room(inputs * units), biasGradient: room(units),
      sums: room(units), values: room(units), deltas: room(units),
    };
  });
}

// `slope` is the derivative, from the activation's own value.
const ACTIVATIONS = {
  sigmoid: { value: (z) => 1 / (1 + Math.exp(-z)), slope: (a) => a * (1 - a) },
  tanh: { value: Math.tanh, slope: (a) => 1 - a * a },
  relu: { value: (z) => Math.max(z, 0), slope: (a) => (a > 0 ? 1 : 0) },
  linear: { value: (z) => z, slope: () => 1 },
};

// `z` is what enters the output's sigmoid, `p` what leaves it; `slope` is the derivative by z.
const LOSSES = {
  mse: { value: (z, p, y) => (p - y) ** 2, slope: (p, y) => 2 * (p - y) * p * (1 - p) },
  binary_crossentropy: {
    value: (z, p, y) => Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z))),
    slope: (p, y) => p - y,
  },
};

/** Compute every layer's values for one point; return the output. */
function forward(layers, activation, point) {
  let before = point;
  for (const layer of layers) {
    const { value } = ACTIVATIONS[layer === layers.at(-1) ? "sigmoid" : activation];
    for (let unit = 0; unit < layer.units; unit++) {
      let sum = layer.bias[unit];
      for (let i = 0; i < layer.inputs; i++) sum = single(sum + single(before[i] * layer.kernel[i * layer.units + unit]));
      layer.sums[unit] = sum;
      layer.values[unit] = value(sum);
    }
    before = layer.values;
  }
  return before[0];
}

/** Add one point's gradients, after `forward`; `slope` is the loss's derivative at the output. */
function backward(layers, activation, point, slope) {
  layers.at(-1).deltas[0] = slope;
  for (let depth = layers.length - 1; depth >= 0; depth--) {
    const { inputs, units, kernel, kernelGradient, biasGradient, deltas } = layers[depth];
    const below = layers[depth - 1], values = below ? below.values : point;
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      for (let unit = 0; unit < units; unit++) {
        kernelGradient[i * units + unit] += single(values[i] * deltas[unit]);
        sum = single(sum + single(kernel[i * units + unit] * deltas[unit]));
      }
      if (below) below.deltas[i] = sum * ACTIVATIONS[activation].slope(values[i]);
    }
    for (let unit = 0; unit < units; unit++) biasGradient[unit] += deltas[unit];
  }
}

// What an optimizer takes off a weight: (gradient, slots of this weight, its place, updates so far).
const OPTIMIZERS = {
  sgd: (rate) => (g) => rate * g,
  momentum: (rate) => (g, { m }, i) => -(m[i] = single(0.9) * m[i] - single(rate * g)),
  adam: (rate) => (g, { m, v }, i, updates) => {
    m[i] += single(single(g - m[i]) * 0.1);
    v[i] += single(single(single(g * g) - v[i]) * 0.001);
    const [one, two] = [0.9, 0.999].map((beta) => single(1 - single(single(beta) ** updates)));
    return (m[i] * single((rate * single(Math.sqrt(two))) / one)) / (Math.sqrt(v[i]) + 1e-7);
  },
};

function makeOptimizer(name, rate, weights) {
  const change = OPTIMIZERS[name](single(rate));
  const slots = weights.map(([weight]) => ({ m: weight.map(() => 0), v: weight.map(() => 0) }));
  let updates = 0;
  return () => {
    updates += 1;
    weights.forEach(([weight, gradient], which) => {
      for (let i = 0; i < weight.length; i++) weight[i] -= single(change(gradient[i], slots[which], i, updates));
      gradient.fill(0);
    });
  };
}

/** A training run at its start: its layers, what it gives, its losses, and a function that makes an epoch. */
function makeRun(settings) {
  const random = mulberry32(settings.seed), { activation } = settings, loss = LOSSES[settings.loss];
  const layers = start(random, settings.hidden);
  const update = makeOptimizer(settings.optimizer, settings.learning_rate,
    layers.flatMap((layer) => [[layer.kernel, layer.kernelGradient], [layer.bias, layer.biasGradient]]));
  // losses[0]: of all points; [1], [2]: of those with label 0, with label 1
  const run = { settings, layers, outputs: [], losses: [[], [], []], epoch, epochs: () => run.losses[0].length - 1,
    finite: () => Number.isFinite(run.losses[0].at(-1)) };

  function measure() {
    const sums = [0, 0];
    POINTS.forEach((point, row) => {
      const p = (run.outputs[row] = forward(layers, activation, point));
      sums[LABELS[row]] += loss.value(layers.at(-1).sums[0], p, LABELS[row]);
    });
    [(sums[0] + sums[1]) / 4, sums[0] / 2, sums[1] / 2].forEach((mean, i) => run.losses[i].push(mean));
  }

  function epoch() {
    const rows = pointOrder(random, settings.order), size = settings.batch_size;
    for (let first = 0; first < 4; first += size) {
      for (const row of rows.slice(first, first + size)) {
        const p = forward(layers, activation, POINTS[row]);
        backward(layers, activation, POINTS[row], loss.slope(p, LABELS[row]) / size);
      }
      update();
    }
    measure();
  }

  measure();
  return run;
}

/** Train from the start, with no picture: what the page shows, as plain numbers. */
function train(settings) {
  const run = makeRun(settings);
  for (let i = 0; i < settings.epochs; i++) run.epoch();
  return { losses: run.losses[0], outputs: run.outputs,
    weights: run.layers.flatMap(({ kernel, bias }) => [[...kernel], [...bias]]) };
}

window.playground = { train };

// --- settings: what is allowed, the address, Keras code ---------------------------

const oneOf = (...choices) => (text) => choices.find((choice) => String(choice) === text);
const whole = (most) => (text) => (/^\d{1,10}$/.test(text) && +text <= most ? +text : undefined);
const READ = {
  seed: whole(2 ** 32 - 1),
  hidden: (text) => (/^(0|[1-8](-[1-8])?)$/.test(text) ? text.split("-").map(Number).filter(Boolean) : undefined),
  activation: oneOf(...Object.keys(ACTIVATIONS)),
  loss: oneOf(...Object.keys(LOSSES)),
  optimizer: oneOf(...Object.keys(OPTIMIZERS)),
  learning_rate: (text) => (/^[\d.]+(e-?\d+)?$/i.test(text) && +text >= 1e-6 && +text <= 1000 ? +text : undefined),
  batch_size: oneOf(1, 2, 4),
  order: oneOf("fixed", "shuffled"),
  epochs: whole(LONGEST),
};
const written = (value) => (Array.isArray(value) ? value.join("-") || "0" : String(value));

/** Settings from an address's query; whatever it does not give rightly is as in `safe`. */
function fromQuery(query, safe) {
  const given = new URLSearchParams(query), settings = { ...safe }, refused = [];
  for (const name in READ) {
    if (!given.has(name)) continue;
    const value = READ[name](given.get(name));
    if (value === undefined) refused.push(name);
    else settings[name] = value;
  }
  return { settings, refused };
}

/** The address of these settings: it holds what is not as in `safe`, and leaves the rest of the query as it is. */
function toAddress(settings, safe) {
  const address = new URL(location.href);
  for (const name in READ) {
    if (written(settings[name]) === written(safe[name])) address.searchParams.delete(name);
    else address.searchParams.set(name, written(settings[name]));
  }
  return address.href;
}

// The page's own runnable script: its settings are the first ones here, and it is what "copy" fills in.
const SETTINGS = /^settings = (\{[^}]*\})/m;

function findScript() {
  const scripts = [...document.querySelectorAll("[data-clipboard-text]")].map((button) => button.dataset.clipboardText);
  return scripts.find((script) => SETTINGS.test(script));
}

function kerasCode(script, settings) {
  const rows = Object.entries(settings).map(([name, value]) => `    "${name}": ${JSON.stringify(value).replace(",", ", ")}`);
  return script.replace(SETTINGS, `settings = {\n${rows.join(",\n")}\n}`);
}

// --- pictures ---------------------------------------------------------------------

const GRID = 48; // pixels a side
const PLACE = (pixel) => (pixel / (GRID - 1)) * 1.5 - 0.25; // the pictures show -0.25 to 1.25

function element(name, attributes = {}, ...children) {
  const svg = ["svg", "g", "line", "path", "text"].includes(name);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** For every layer, the values of its units over the square, as numbers from -1 to 1. */
function surfaces(layers, activation, maps) {
  for (let y = 0; y < GRID; y++)
    for (let x = 0; x < GRID; x++) {
      forward(layers, activation, [PLACE(x), PLACE(GRID - 1 - y)]);
      layers.forEach((layer, depth) => layer.values.forEach((value, unit) => (maps[depth][unit][y * GRID + x] = value)));
    }
  maps.forEach((units, depth) => {
    const kind = depth === layers.length - 1 ? "sigmoid" : activation;
    for (const map of units) {
      const most = kind === "relu" || kind === "linear" ? map.reduce((a, v) => Math.max(a, Math.abs(v)), 1e-9) : 1;
      for (let i = 0; i < map.length; i++) map[i] = kind === "sigmoid" ? 2 * map[i] - 1 : map[i] / most;
    }
  });
}

/** Paint numbers from -1 to 1: one colour for each sign, fainter towards 0. */
function paint(canvas, map, [minus, plus]) {
  const context = canvas.getContext("2d"), image = context.createImageData(GRID, GRID);
  map.forEach((value, i) => image.data.set([...(value < 0 ? minus : plus), Math.abs(value) * 255], 4 * i));
  context.putImageData(image, 0, 0);
}

/** The line on which a map is 0, as an SVG path through the cells of its grid. */
function boundary(map) {
  let path = "";
  for (let y = 0; y < GRID - 1; y++)
    for (let x = 0; x < GRID - 1; x++) {
      const corners = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]];
      const crossings = corners.flatMap(([ax, ay], i) => {
        const [bx, by] = corners[(i + 1) % 4], a = map[ay * GRID + ax], b = map[by * GRID + bx];
        const share = a / (a - b);
        return a < 0 !== b < 0 ? [`${(ax + share * (bx - ax)).toFixed(2)} ${(ay + share * (by - ay)).toFixed(2)}`] : [];
      });
      for (let i = 0; i + 1 < crossings.length; i += 2) path += `M${crossings[i]}L${crossings[i + 1]}`;
    }
  return path;
}

const round = (value, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits).replace("-", "−") : String(value));
const signed = (value) => (value < 0 ? "" : "+") + round(value);

/** Steps of 1, 2 or 5 times a power of ten, about `count` of them up to `most`. */
function ticks(most, count) {
  const rough = most / count, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power;
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, i) => i * step);
}

/** The loss curve: all points (thick), those with label 1 and with label 0 in their colours. */
function drawChart(svg, losses, words) {
  const width = svg.clientWidth, height = svg.clientHeight, left = 46, bottom = 36, top = 20, right = 14;
  const finite = losses.map((all) => all.filter(Number.isFinite));
  const epochs = Math.max(losses[0].length - 1, 10);
  const most = Math.max(...finite.map((all) => all.reduce((a, b) => Math.max(a, b), 0)), 1e-9) * 1.05;
  const x = (epoch) => left + (epoch / epochs) * (width - left - right);
  const y = (loss) => height - bottom - (loss / most) * (height - bottom - top);
  const label = (text, attributes) => element("text", attributes, text);
  const stride = Math.max(1, Math.floor(losses[0].length / width));
  const curve = (all, name) => {
    const kept = all.map((loss, i) => [i, loss]).filter(([i, loss]) => Number.isFinite(loss) && (i % stride === 0 || i === all.length - 1));
    return element("path", { class: name, d: "M" + kept.map(([i, loss]) => `${x(i).toFixed(1)} ${y(loss).toFixed(1)}`).join("L") });
  };
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.replaceChildren(
    ...ticks(most, 4).flatMap((v) => [
      element("path", { class: "grid", d: `M${left} ${y(v)}H${width - right}` }),
      label(v < 1e5 ? String(+v.toPrecision(3)) : v.toExponential(0), { x: left - 6, y: y(v) + 4, "text-anchor": "end" })]),
    ...ticks(epochs, Math.min(6, width / 70)).map((v) => label(String(v), { x: x(v), y: height - bottom + 16, "text-anchor": "middle" })),
    label(words.loss, { x: 2, y: 11 }), label(words.epoch, { x: width - right, y: height - 4, "text-anchor": "end" }),
    curve(losses[1], "minus"), curve(losses[2], "plus"), curve(losses[0], "all"));
}

// --- the page ---------------------------------------------------------------------

function open(root, words, script) {
  const safe = { ...JSON.parse(SETTINGS.exec(script)[1]), epochs: 0 };
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  let run, maps, nodes, lines, chosen = null, playing = false, drawn = 0, spoken = 0, held = "";

  // The controls.
  const button = (text, act, attributes) => {
    const made = element("button", { type: "button", ...attributes }, text);
    made.addEventListener("click", act);
    return made;
  };
  const select = (choices) => element("select", {}, ...choices.map(([value, text]) => element("option", { value }, text ?? value)));
  const named = (list) => Object.keys(list).map((name) => [name, words.names[name] ?? name]);
  const units = Array.from({ length: 8 }, (_, i) => [String(i + 1)]);
  const fields = {
    hidden: select([["0", words.none], ...units]),
    second: select([["0", words.none], ...units]),
    activation: select(named(ACTIVATIONS)),
    loss: select(named(LOSSES)),
    optimizer: select(named(OPTIMIZERS)),
    learning_rate: element("input", { inputmode: "decimal", autocomplete: "off", size: 6 }),
    batch_size: select([["1"], ["2"], ["4"]]),
    order: select([["fixed", words.names.fixed], ["shuffled", words.names.shuffled]]),
    seed: element("input", { inputmode: "numeric", autocomplete: "off", size: 6 }),
    speed: select([["1"], ["5"], ["25"], ["100"]]),
  };
  for (const name in fields) fields[name].name = name;
  fields.speed.value = "5";
  const play = button("", () => (playing ? pause() : begin()), { class: "playground-play" });
  const copies = [["code", () => kerasCode(script, settingsNow())], ["link", () => toAddress(settingsNow(), safe)]].map(
    ([what, text]) => button(words[what], ({ target }) => (target.dataset.clipboardText = text()), { "data-clipboard-text": "" }));
  const figures = { epoch: element("b"), loss: element("b"), correct: element("b") };
  const note = element("p", { class: "playground-note", role: "status" });
  const live = element("p", { class: "playground-hidden", role: "status" });
  const about = element("p", { class: "playground-about", role: "status" }, words.about);
  const wires = element("svg", { "aria-hidden": "true" });
  const network = element("div", { class: "playground-network", role: "group", tabindex: 0, "aria-label": words.network });
  const chart = element("svg", { class: "playground-chart", role: "img" });
  const numbers = element("details", {}, element("summary", {}, words.numbers), element("div", { class: "playground-tables", role: "group", tabindex: 0, "aria-label": words.numbers }));
  const swatch = (sign, text) => element("span", { class: sign }, element("i"), text);
  const legend = element("p", { class: "playground-legend" }, swatch("minus", words.minus), swatch("plus", words.plus), swatch("all", words.all));

  root.replaceChildren(
    element("div", { class: "playground-bar" }, play,
      button(words.step, () => go(1)), button(words.leap, () => go(100)), button(words.rewind, () => restart()),
      element("p", { class: "playground-figures" },
        ...Object.entries(figures).map(([name, value]) => element("span", {}, words[name], " ", value)))),
    note, network, about, legend, chart,
    element("div", { class: "playground-fields" },
      ...Object.entries(fields).map(([name, field]) => element("label", {}, words.fields[name], field)),
      button(words.next, () => change({ seed: (run.settings.seed + 1) % 2 ** 32 }))),
    element("div", { class: "playground-bar" }, ...copies), numbers, live);

  // What is shown.
  const settingsNow = () => ({ ...run.settings, epochs: run.epochs() });
  const right = (row) => run.finite() && run.outputs[row] > 0.5 === (LABELS[row] === 1);
  const correct = () => (run.finite() ? say(words.of, { n: LABELS.filter((_, row) => right(row)).length }) : "–");
  const facts = () => ({ epoch: run.epochs(), loss: round(run.losses[0].at(-1), 4), correct: correct() });
  const colours = () => [...legend.children].slice(0, 2).map((of) => getComputedStyle(of.firstChild).color.match(/\d+/g).slice(0, 3).map(Number));
  const depthName = (depth) => (depth < 0 ? words.input : depth === run.layers.length - 1 ? words.output : say(words.layer, { n: depth + 1 }));
  const inputName = (depth, i) => (depth > 0 ? `h${i + 1}` : `x${i + 1}`);

  function place() {
    const width = network.clientWidth, large = Math.max(110, Math.min(220, width * 0.3)), small = width < 480 ? 36 : 46;
    const columns = run.layers.length + 1, height = Math.max(large, 8 + (small + 8) * Math.max(2, ...run.settings.hidden));
    network.style.height = `${height + 34}px`;
    nodes.forEach(({ box, depth, unit, of }) => {
      const last = depth === columns - 2, size = last ? large : small;
      const x = last ? width - large - 2 : 2 + ((width - large - 4) * (depth + 1)) / (columns - 1);
      const y = 30 + (height * (unit + 0.5)) / of - size / 2;
      box.style.cssText = `left:${x}px;top:${y}px;width:${size}px;height:${size}px`;
      box.at = { left: x, right: x + size, y: y + size / 2 };
    });
    network.querySelectorAll(".playground-column").forEach((text, i) => {
      const { left, right } = nodes.find(({ depth }) => depth === i - 1).box.at;
      text.style.left = `${(left + right) / 2}px`;
    });
    const at = (depth, unit) => nodes.find((node) => node.depth === depth && node.unit === unit).box.at;
    lines.forEach(({ line, depth, i, unit }) => {
      const from = at(depth - 1, i), to = at(depth, unit);
      const end = depth === columns - 2 ? to.y + (i - (run.layers[depth].inputs - 1) / 2) * 8 : to.y;
      Object.entries({ x1: from.right, y1: from.y, x2: to.left, y2: end }).forEach(([key, value]) => line.setAttribute(key, value));
    });
  }

  function build() {
    maps = run.layers.map(({ units }) => Array.from({ length: units }, () => new Float32Array(GRID * GRID)));
    nodes = [2, ...run.layers.map(({ units }) => units)].flatMap((of, column) => Array.from({ length: of }, (_, unit) => {
      const depth = column - 1, canvas = element("canvas", { width: GRID, height: GRID });
      const name = depth < 0 ? `x${unit + 1}` : depth === run.layers.length - 1 ? words.output : say(words.neuron, { n: unit + 1, layer: depthName(depth) });
      const box = element("button", { type: "button", class: "playground-node", tabindex: -1, "aria-label": name, "aria-pressed": "false" }, canvas);
      ["click", "focus", "pointerenter"].forEach((kind) => box.addEventListener(kind, () => choose({ depth, unit, box, name })));
      return { box, canvas, depth, unit, of };
    }));
    lines = run.layers.flatMap(({ inputs, units }, depth) => Array.from({ length: inputs * units }, (_, k) =>
      ({ line: element("line"), depth, k, i: Math.floor(k / units), unit: k % units })));
    wires.replaceChildren(...lines.map(({ line }) => line));
    const last = nodes.at(-1);
    last.box.classList.add("playground-output");
    last.path = element("path");
    last.box.append(element("svg", { viewBox: `0 0 ${GRID - 1} ${GRID - 1}`, "aria-hidden": "true" }, last.path));
    last.points = POINTS.map(([x, y], row) => element("span", { class: LABELS[row] ? "plus" : "minus", "aria-hidden": "true",
      style: `left:${((x + 0.25) / 1.5) * 100}%;bottom:${((y + 0.25) / 1.5) * 100}%` }, String(LABELS[row])));
    last.box.append(...last.points);
    const columns = Array.from({ length: run.layers.length + 1 }, (_, i) => element("span", { class: "playground-column" }, depthName(i - 1)));
    network.replaceChildren(wires, ...columns, ...nodes.map(({ box }) => box));
    chosen = null;
    place();
    const inputs = [0, 1].map((axis) => Float32Array.from({ length: GRID * GRID }, (_, i) =>
      Math.max(-1, Math.min(1, 2 * PLACE(axis ? GRID - 1 - Math.floor(i / GRID) : i % GRID) - 1))));
    nodes.slice(0, 2).forEach((node, axis) => (node.map = inputs[axis]));
  }

  function choose(node) {
    chosen = node;
    nodes.forEach(({ box }) => box.setAttribute("aria-pressed", String(box === node?.box)));
    describe();
    drawLines();
  }

  /** The chosen neuron as a formula. */
  function describe() {
    if (!chosen) return void (about.textContent = words.about);
    const { depth, unit, name } = chosen, layer = run.layers[depth];
    if (!layer) return void (about.textContent = name);
    const sum = Array.from({ length: layer.inputs }, (_, i) => `${signed(layer.kernel[i * layer.units + unit])}·${inputName(depth, i)}`);
    const activation = depth === run.layers.length - 1 ? "sigmoid" : run.settings.activation;
    about.textContent = `${name} = ${activation}(${sum.join(" ")} ${signed(layer.bias[unit])})`;
  }

  function drawLines() {
    lines.forEach(({ line, depth, k, unit }) => {
      const weight = run.layers[depth].kernel[k], strength = Math.abs(weight);
      const faint = chosen && chosen.depth >= 0 && !(chosen.depth === depth && chosen.unit === unit);
      line.setAttribute("class", `${weight < 0 ? "minus" : "plus"}${faint ? " faint" : ""}`);
      line.setAttribute("stroke-width", Number.isFinite(strength) ? (0.6 + (8 * strength) / (strength + 3)).toFixed(2) : 0);
    });
  }

  function fillTables() {
    const cell = (text, head) => element(head ? "th" : "td", head ? { scope: head } : {}, text);
    const table = (caption, heads, rows) => element("table", { class: "playground-table" }, element("caption", {}, caption),
      element("thead", {}, element("tr", {}, ...heads.map((text) => cell(text, "col")))),
      element("tbody", {}, ...rows.map(([first, ...rest]) => element("tr", {}, cell(first, "row"), ...rest.map((text) => cell(text))))));
    const { point, label, output, decided, yes, no } = words.table;
    numbers.lastChild.replaceChildren(
      table(words.output, [point, label, output, decided], POINTS.map((at, row) => [`(${at.join(", ")})`, String(LABELS[row]),
        round(run.outputs[row], 4), right(row) ? yes : no])),
      ...run.layers.map(({ inputs, units, kernel, bias }, depth) => table(say(words.table.weights, { layer: depthName(depth) }),
        [words.table.from, ...Array.from({ length: units }, (_, unit) => String(unit + 1))],
        [...Array.from({ length: inputs }, (_, i) => [inputName(depth, i), ...kernel.slice(i * units, (i + 1) * units)]), [words.table.bias, ...bias]]
          .map(([name, ...row]) => [name, ...row.map((value) => round(value, 3))]))));
  }

  function draw() {
    const now = facts(), tones = colours();
    for (const name in figures) figures[name].textContent = now[name];
    surfaces(run.layers, run.settings.activation, maps);
    nodes.forEach(({ canvas, depth, unit, map }) => paint(canvas, map ?? maps[depth][unit], tones));
    const last = nodes.at(-1);
    last.path.setAttribute("d", boundary(maps.at(-1)[0]));
    last.points.forEach((mark, row) => mark.classList.toggle("wrong", !right(row)));
    last.box.setAttribute("aria-description", POINTS.map((at, row) => `(${at}) ${round(run.outputs[row])}`).join(", "));
    drawLines();
    drawChart(chart, run.losses, words);
    chart.setAttribute("aria-label", say(words.chart, now));
    if (numbers.open && !playing) fillTables();
    if (!playing) describe();
    play.textContent = playing ? words.pause : words.play;
  }

  /** Tell those who listen, not more often than they can hear. */
  function tell(now = performance.now()) {
    if (playing && now - spoken < 4000) return;
    spoken = now;
    live.textContent = say(words.status, facts());
  }

  function complain(text, values) {
    const said = say(text, values);
    if (!note.textContent.includes(said)) note.append(`${said} `);
  }

  // What the controls do.
  function advance(epochs) {
    for (let i = 0; i < epochs && run.finite() && run.epochs() < LONGEST; i++) run.epoch();
    if (!run.finite()) complain(words.diverged, facts());
    else if (run.epochs() >= LONGEST) complain(words.longest, facts());
    return run.finite() && run.epochs() < LONGEST;
  }

  function frame(now) {
    if (!playing) return;
    if (!still.matches || now - drawn > 500) {
      if (!advance(+fields.speed.value * (still.matches ? 30 : 1))) return pause();
      drawn = now;
      draw();
      tell(now);
    }
    requestAnimationFrame(frame);
  }

  function begin() {
    if (!advance(0)) return;
    playing = true;
    draw();
    requestAnimationFrame(frame);
  }

  function pause() {
    playing = false;
    settle();
  }

  function settle() {
    history.replaceState(history.state, "", toAddress(settingsNow(), safe));
    hold();
    draw();
    tell();
  }

  /** Remember the address's query; the language switch takes it along. */
  function hold() {
    held = location.search;
    const other = document.querySelector("a.site-language");
    if (other) other.search = held;
  }

  function go(epochs) {
    playing = false;
    advance(epochs);
    settle();
  }

  function restart() {
    load(run.settings);
    settle();
  }

  /** Make a new run at its start, and go to the epoch that the settings say. */
  function load({ epochs, ...settings }) {
    playing = false;
    note.textContent = "";
    run = makeRun(settings);
    for (const name in fields) if (name in settings && name !== "hidden") fields[name].value = written(settings[name]);
    fields.hidden.value = String(settings.hidden[0] ?? 0);
    fields.second.value = String(settings.hidden[1] ?? 0);
    fields.second.disabled = settings.hidden.length === 0;
    build();
    advance(epochs ?? 0);
    draw();
  }

  function change(some) {
    load({ ...run.settings, ...some });
    settle();
  }

  function follow() {
    const { settings, refused } = fromQuery(location.search, safe);
    load(settings);
    if (refused.length) complain(words.refused, { names: refused.join(", ") });
    hold();
  }

  for (const [name, field] of Object.entries(fields)) {
    if (name === "speed") continue;
    field.addEventListener("change", () => {
      if (name === "hidden" || name === "second") return change({ hidden: fields.hidden.value === "0" ? [] : [fields.hidden, fields.second].map((f) => +f.value).filter(Boolean) });
      const value = READ[name](field.value.trim());
      if (value !== undefined) return change({ [name]: value });
      field.value = written(run.settings[name]);
      complain(words.refused, { names: name });
    });
  }

  for (const kind of ["pointerleave", "focusout"])
    network.addEventListener(kind, () => network.querySelector(".playground-node:focus") || choose(null));

  // Keys count only while the focus is in here, and not where a control needs them itself.
  const KEYS = { " ": () => play.click(), Home: restart, ArrowRight: (event) => go(event.shiftKey ? 100 : 1),
    ArrowDown: () => step(1), ArrowUp: () => step(-1) };
  const step = (by) => nodes.at((nodes.findIndex(({ box }) => box === document.activeElement) + by) % nodes.length).box.focus();
  root.addEventListener("keydown", (event) => {
    const vertical = /Up|Down/.test(event.key) && !network.contains(event.target);
    const busy = event.target.closest(event.key === " " ? "button:not(.playground-node), summary, input, select" : "input, select");
    if (busy || vertical || !KEYS[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    KEYS[event.key](event);
  });
  // Links of the page that hold a state set it here, without loading the page again.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="?"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    follow();
    root.scrollIntoView({ behavior: still.matches ? "auto" : "smooth" });
    network.focus({ preventScroll: true });
  });
  addEventListener("popstate", () => location.search !== held && follow());
  numbers.addEventListener("toggle", () => numbers.open && fillTables());
  new ResizeObserver(() => { place(); drawChart(chart, run.losses, words); }).observe(network);
  new MutationObserver(draw).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
  follow();
}

const words = document.getElementById("playground-words");
if (words) open(document.getElementById("playground"), JSON.parse(words.textContent), findScript());
