// What leaves each layer, and for the cell under the pointer the arithmetic that made it.
import { useState, useEffect, useRef, useMemo } from "../vendor/preact.js";
import { html, Card, number, percent, isNarrow } from "./ui.js";
import { get } from "./api.js";
import { floats, drawMaps, extent, colour } from "./pixels.js";

const one = (value) => (Array.isArray(value) ? value[0] : value ?? 1);
const signed = (value) => `${value < 0 ? "−" : ""}${Math.abs(value).toFixed(3)}`;

const functions = {
  linear: (x) => x, relu: (x) => Math.max(0, x), sigmoid: (x) => 1 / (1 + Math.exp(-x)), tanh: Math.tanh,
  elu: (x) => (x > 0 ? x : Math.exp(x) - 1), softplus: (x) => Math.log1p(Math.exp(x)), silu: (x) => x / (1 + Math.exp(-x)),
};
const nameOf = (activation) => (typeof activation === "string" ? activation : activation?.class_name?.toLowerCase() ?? "linear");

export function LayerViews({ model, answer }) {
  const layers = useMemo(() => answer.layers.map((layer) => ({ ...layer, values: layer.values && floats(layer.values) })), [answer.layers]);
  const picture = useMemo(() => Float32Array.from(answer.picture), [answer.picture]);
  return html`<${Card} title="Layer by layer" note="point at a cell, or focus a map and use the arrow keys, to see its arithmetic">
    <ol class="views">${layers.map((layer, i) => {
      const before = i === 0 ? { shape: [28, 28, 1], values: picture } : layers[i - 1];
      return html`<${View} key=${layer.name} model=${model} layer=${layer} before=${answer.chain ? before : null} version=${answer.version} classes=${answer.classes} last=${i === layers.length - 1} />`;
    })}</ol><//>`;
}

function View({ model, layer, before, version, classes, last }) {
  const maps = layer.shape.length === 3;
  return html`<li class="view">
    <div class="view-head"><b>${layer.class}</b> <span class="note">${layer.name}</span><span class="shape">${layer.shape.join(" × ")}</span></div>
    ${!layer.values ? html`<p class="note">Too many numbers to show.</p>`
      : maps ? html`<${Maps} model=${model} layer=${layer} before=${before} version=${version} />`
      : html`<${Vector} layer=${layer} classes=${last ? classes : null} />`}</li>`;
}

function Maps({ model, layer, before, version }) {
  const [h, w, count] = layer.shape;
  const canvas = useRef();
  const [cell, setCell] = useState(null); // { y, x, map }
  const [weights, setWeights] = useState(null);
  const columns = Math.min(count, (w > 20 ? 8 : 16) / (isNarrow() ? 2 : 1));
  const gap = 1;
  useEffect(() => drawMaps(canvas.current, layer.values, h, w, count, { columns, gap }), [layer.values]);
  const isOpen = !!cell;
  // The kernel that made these maps: that of a later moment of a training would give other sums.
  useEffect(() => {
    if (!isOpen || layer.class !== "Conv2D") return;
    let old = false;
    get(`/api/models/${encodeURIComponent(model)}/layers/${layer.index}/weights`).then(({ version: now, weights: known }) => !old && now === version &&
      setWeights({ version, ...Object.fromEntries(Object.entries(known).map(([name, weight]) => [name, floats(weight.values)])) }), () => {});
    return () => (old = true);
  }, [isOpen, version]);

  const [width, height] = [columns * (w + gap) - gap, Math.ceil(count / columns) * (h + gap) - gap];
  const find = (event) => {
    const box = canvas.current.getBoundingClientRect();
    const [px, py] = [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
    const [column, row] = [Math.floor(px / (w + gap)), Math.floor(py / (h + gap))];
    const [x, y, map] = [Math.floor(px - column * (w + gap)), Math.floor(py - row * (h + gap)), row * columns + column];
    if (x >= 0 && y >= 0 && x < w && y < h && map < count && column < columns) setCell({ x, y, map });
  };
  const key = (event) => {
    const now = cell ?? { x: w >> 1, y: h >> 1, map: 0 };
    const by = { ArrowLeft: [-1, 0, 0], ArrowRight: [1, 0, 0], ArrowUp: [0, -1, 0], ArrowDown: [0, 1, 0], PageUp: [0, 0, -1], PageDown: [0, 0, 1], Enter: [0, 0, 0] }[event.key];
    if (!by) return;
    event.preventDefault();
    const within = (value, most) => Math.min(most - 1, Math.max(0, value));
    setCell({ x: within(now.x + by[0], w), y: within(now.y + by[1], h), map: within(now.map + by[2], count) });
  };
  const mark = cell && {
    left: `${(((cell.map % columns) * (w + gap) + cell.x) / width) * 100}%`, top: `${((Math.floor(cell.map / columns) * (h + gap) + cell.y) / height) * 100}%`,
    width: `${(1 / width) * 100}%`, height: `${(1 / height) * 100}%`,
  };
  const scale = Math.max(1, Math.min(4, Math.floor(900 / width)));
  return html`<div class="maps"><div class="map-holder" style=${{ width: `min(100%, ${width * scale}px)` }}>
      <canvas ref=${canvas} class="pixels" tabindex="0" role="application" aria-label=${`${count} feature maps of ${layer.name}, ${h} by ${w}. Arrow keys move the cell, page keys the map.`}
        onPointerMove=${find} onPointerDown=${find} onKeyDown=${key}></canvas>${mark && html`<i class="mark" style=${mark}></i>`}</div>
    ${cell && html`<div class="sum" aria-live="polite"><${Arithmetic} layer=${layer} before=${before} cell=${cell} weights=${weights?.version === version ? weights : null} /></div>`}</div>`;
}

// The window of a cell as a list of places in the input; null beyond its border.
export function windowOf(before, size, stride, dilation, padding, y, x, outHeight, outWidth) {
  const [h, w] = before.shape;
  const pad = (length, out, k) => (padding === "same" ? Math.max(0, (out - 1) * stride + (k - 1) * dilation + 1 - length) >> 1 : 0);
  const [top, left] = [y * stride - pad(h, outHeight, size[0]), x * stride - pad(w, outWidth, size[1])];
  return Array.from({ length: size[0] * size[1] }, (_, i) => {
    const [row, column] = [top + Math.floor(i / size[1]) * dilation, left + (i % size[1]) * dilation];
    return row >= 0 && column >= 0 && row < h && column < w ? [row, column] : null;
  });
}

function Arithmetic({ layer, before, cell, weights }) {
  const [h, w, count] = layer.shape;
  const value = layer.values[(cell.y * w + cell.x) * count + cell.map];
  const where = html`<p class="where">${layer.name}, map ${cell.map}, row ${cell.y}, column ${cell.x}: <b>${signed(value)}</b></p>`;
  if (!before?.values || before.shape.length !== 3) return where;
  const [, inWidth, channels] = before.shape;
  const read = (place, channel) => (place ? before.values[(place[0] * inWidth + place[1]) * channels + channel] : 0);
  if (/^(Max|Average)Pooling2D$/.test(layer.class)) {
    const size = [].concat(layer.config.pool_size ?? [2, 2]);
    const places = windowOf(before, [size[0], size[1] ?? size[0]], one(layer.config.strides ?? size), 1, layer.config.padding, cell.y, cell.x, h, w);
    const values = places.map((place) => read(place, cell.map));
    return html`${where}<div class="terms"><${Grid} title="window" values=${values} columns=${size[1] ?? size[0]} chosen=${layer.class[0] === "M" ? values.indexOf(Math.max(...values)) : -1} />
      <p>${layer.class[0] === "M" ? "The greatest" : "The mean"} of these is <b>${signed(value)}</b>.</p></div>`;
  }
  if (layer.class !== "Conv2D" || !weights?.kernel) return html`${where}${layer.class === "Conv2D" && html`<p class="note">Fetching the kernel…</p>`}`;
  const size = [].concat(layer.config.kernel_size);
  const [kh, kw] = [size[0], size[1] ?? size[0]];
  const places = windowOf(before, [kh, kw], one(layer.config.strides), one(layer.config.dilation_rate), layer.config.padding, cell.y, cell.x, h, w);
  const parts = Array.from({ length: channels }, (_, channel) => {
    const values = places.map((place) => read(place, channel));
    const kernel = places.map((_, i) => weights.kernel[(i * channels + channel) * count + cell.map]);
    return { channel, values, kernel, sum: values.reduce((sum, v, i) => sum + v * kernel[i], 0) };
  });
  const bias = weights.bias?.[cell.map] ?? 0;
  const sum = parts.reduce((total, part) => total + part.sum, bias);
  const activation = nameOf(layer.config.activation);
  const shown = parts.reduce((most, part) => (Math.abs(part.sum) > Math.abs(most.sum) ? part : most));
  const after = functions[activation]?.(sum);
  return html`${where}
    <div class="terms">
      <${Grid} title=${channels > 1 ? `window of map ${shown.channel}` : "window"} values=${shown.values} columns=${kw} kind="heat" /><span class="sign">×</span>
      <${Grid} title="kernel" values=${shown.kernel} columns=${kw} kind="signed" /><span class="sign">=</span>
      <${Grid} title="products" values=${shown.values.map((v, i) => v * shown.kernel[i])} columns=${kw} kind="signed" />
    </div>
    ${channels > 1 && html`<p class="per">${parts.map((part) => html`<span class=${part === shown ? "shown" : ""}><small>map ${part.channel}</small>${signed(part.sum)}</span>`)}</p>`}
    <p class="formula">${channels > 1 ? "Sums of all maps" : "Sum"} <b>${signed(sum - bias)}</b> + bias <b>${signed(bias)}</b> = <b data-sum=${sum}>${signed(sum)}</b>
      ${after !== undefined && activation !== "linear" && html`${" "}→ ${activation} → <b data-after=${after}>${signed(after)}</b>`}</p>`;
}

export function Grid({ title, values, columns, kind, chosen = -1 }) {
  const [low, high] = extent(values);
  const bound = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const part = (value) => (kind === "signed" ? (value / bound + 1) / 2 : high > low ? (value - low) / (high - low) : 0);
  return html`<div class="grid"><small>${title}</small><div style=${{ gridTemplateColumns: `repeat(${columns}, 1fr)` }}>
    ${values.map((value, i) => html`<span class=${i === chosen ? "chosen" : ""} style=${kind ? { background: colour(kind, part(value)), color: textOn(colour(kind, part(value))) } : undefined}>${value.toFixed(2)}</span>`)}</div></div>`;
}

// Black or white, whichever can be read better on a colour: by the luminance of the Web Content Accessibility Guidelines.
function textOn(background) {
  const [r, g, b] = background.match(/[\d.]+/g).map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
}

function Vector({ layer, classes }) {
  const values = Array.from(layer.values);
  const canvas = useRef();
  const columns = Math.min(values.length, 64);
  useEffect(() => {
    if (!classes) drawMaps(canvas.current, values, 1, 1, values.length, { columns, gap: 0 });
  }, [layer.values]);
  if (classes) {
    const best = values.indexOf(Math.max(...values));
    return html`<p class="softmax">${values.map((value, i) => html`<span class=${i === best ? "best" : ""}><small>${classes[i]}</small>${percent(value, 1)}</span>`)}</p>`;
  }
  const [low, high] = extent(values);
  return html`<canvas ref=${canvas} class="pixels vector" style=${{ width: `min(100%, ${columns * 12}px)` }} role="img" aria-label=${`${values.length} activations from ${number(low)} to ${number(high)}`}></canvas>
    <p class="note">${values.length} numbers from ${number(low, 2)} to ${number(high, 2)}; ${values.filter((value) => value === 0).length} are zero.</p>`;
}
