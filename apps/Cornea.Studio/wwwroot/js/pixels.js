// Numbers as pictures.
import { html, useEffect, useRef } from "../vendor/preact.js";

export const floats = (base64) => {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new Float32Array(bytes.buffer);
};
export const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

// From dark to light in even steps of brightness, also for colour-blind eyes.
const heat = [[13, 8, 60], [59, 28, 128], [52, 96, 170], [38, 160, 160], [120, 210, 120], [250, 235, 120]];
const across = [[20, 80, 170], [120, 165, 220], [242, 242, 240], [235, 160, 100], [180, 70, 10]];

function ramp(colours, part) {
  const at = Math.min(1, Math.max(0, part)) * (colours.length - 1);
  const low = Math.min(colours.length - 2, Math.floor(at));
  return colours[low].map((value, i) => value + (colours[low + 1][i] - value) * (at - low));
}

const tables = {};
const tableOf = (colours) => Uint8Array.from(Array.from({ length: 256 }, (_, i) => ramp(colours, i / 255)).flat());
export const table = (kind) => (tables[kind] ??= kind === "ink" ? tableOf([[16, 18, 30], [250, 248, 240]])
  : kind === "paper" ? tableOf([[255, 255, 255], [20, 24, 40]]) : tableOf(kind === "signed" ? across : heat));
export const rgb = (kind, part) => {
  const i = Math.round(Math.min(1, Math.max(0, part)) * 255) * 3;
  return table(kind).subarray(i, i + 3);
};
export const colour = (kind, part) => `rgb(${rgb(kind, part).join(",")})`;

export function extent(values) {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

// Maps of h x w side by side in one canvas. Values are in Keras's order: (h, w, maps).
export function drawMaps(canvas, values, h, w, maps, { kind, columns, low, high, gap = 1 } = {}) {
  const [least, most] = low === undefined ? extent(values) : [low, high];
  const signed = kind ? kind === "signed" : least < 0;
  const colours = table(kind ?? (signed ? "signed" : "heat"));
  const bound = Math.max(Math.abs(least), Math.abs(most)) || 1;
  const across = columns ?? Math.min(maps, 16);
  const down = Math.ceil(maps / across);
  canvas.width = across * (w + gap) - gap;
  canvas.height = down * (h + gap) - gap;
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  for (let map = 0; map < maps; map++) {
    const [left, top] = [(map % across) * (w + gap), Math.floor(map / across) * (h + gap)];
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        const value = values[(y * w + x) * maps + map];
        const part = signed ? (value / bound + 1) / 2 : most > least ? (value - least) / (most - least) : 0;
        const from = Math.round(Math.min(1, Math.max(0, part)) * 255) * 3;
        const to = ((top + y) * canvas.width + left + x) * 4;
        image.data[to] = colours[from];
        image.data[to + 1] = colours[from + 1];
        image.data[to + 2] = colours[from + 2];
        image.data[to + 3] = 255;
      }
    }
  }
  context.putImageData(image, 0, 0);
}

// A picture of a data set: bytes, or floats from 0 to 1.
export function Picture({ values, side = 28, label, kind = "ink", size = 56 }) {
  const canvas = useRef();
  useEffect(() => {
    if (values) drawMaps(canvas.current, values, values.length / side, side, 1, { kind, low: 0, high: values instanceof Uint8Array ? 255 : 1 });
  }, [values, kind]);
  return html`<canvas ref=${canvas} class="pixels" style=${{ width: `${size}px`, height: `${size}px` }} role=${label === "" ? undefined : "img"} aria-label=${label === "" ? undefined : label ?? "picture"} aria-hidden=${label === "" ? "true" : undefined}></canvas>`;
}
