// Convolution lab: a window moves over a picture; the sum under it is a pixel of the result.
import { useState, useEffect, useRef } from "../vendor/preact.js";
import { html, Page, Card, Icon, ErrorNote, Segments, Field, useLoaded, useReconnected } from "./ui.js";
import { get, post } from "./api.js";
import { drawMaps, bytesOf } from "./pixels.js";
import { Grid, windowOf } from "./layerviews.js";

const filters = {
  "Edges, upright": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], "Edges, level": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]], "All edges": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
  Blur: [[1, 2, 1], [2, 4, 2], [1, 2, 1]].map((row) => row.map((value) => value / 16)), Sharpen: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]], Emboss: [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]], Identity: [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
};
const named = (kernel) => Object.keys(filters).find((name) => filters[name].flat().join() === kernel.join());
const resized = (kernel, from, to) => Array.from({ length: to * to }, (_, i) => {
  const [y, x] = [Math.floor(i / to) - ((to - from) >> 1), (i % to) - ((to - from) >> 1)];
  return x >= 0 && y >= 0 && x < from && y < from ? kernel[y * from + x] : 0;
});

export function LabPage() {
  const [digit, setDigit] = useState(3);
  const samples = useLoaded(() => get(`/api/samples?label=${digit}&count=1`), [digit]);
  const pixels = samples.data ? Array.from(bytesOf(samples.data[0].pixels), (value) => Math.round((value / 255) * 100) / 100) : null;
  const [mode, setMode] = useState("convolution");
  const [size, setSize] = useState(3);
  const [kernel, setKernel] = useState(filters["Edges, upright"].flat());
  const [options, setOptions] = useState({ stride: 1, dilation: 1, same: false, bias: 0 });
  const [result, setResult] = useState(null);
  const [error, setError] = useState(null);
  const [again, setAgain] = useState(0);
  useReconnected(() => error && setAgain((old) => old + 1));
  const [cell, setCell] = useState({ y: 8, x: 12 });
  const [playing, setPlaying] = useState(false);
  const pooling = mode !== "convolution";

  useEffect(() => {
    if (!pixels) return;
    let old = false;
    const request = { pixels, width: 28, mode, kernel: pooling ? null : kernel, size, stride: options.stride, dilation: pooling ? 1 : options.dilation, same: options.same, bias: options.bias };
    post("/api/lab", request).then((answer) => {
      if (old) return;
      setResult({ ...answer, values: Float32Array.from(answer.values), request });
      setError(null);
    }, (failure) => !old && setError(failure));
    return () => (old = true);
  }, [samples.data, mode, kernel, size, options, again]);

  useEffect(() => {
    if (!playing || !result) return;
    const timer = setInterval(() => setCell((now) => {
      const next = now.y * result.width + now.x + 1;
      return next >= result.width * result.height ? { y: 0, x: 0 } : { y: Math.floor(next / result.width), x: next % result.width };
    }), 140);
    return () => clearInterval(timer);
  }, [playing, result]);

  const change = (value) => {
    const side = Math.max(1, Math.min(7, value || 1));
    setKernel(resized(kernel, size, side));
    setSize(side);
  };
  const set = (key) => (event) => setOptions({ ...options, [key]: event.target.type === "checkbox" ? event.target.checked : Number(event.target.value) });
  const at = result && { y: Math.min(cell.y, result.height - 1), x: Math.min(cell.x, result.width - 1) };
  return html`<${Page} title="Convolution lab" lead="Change the kernel, move the window, and follow the sum.">
    <${ErrorNote} error=${samples.error ?? error} />
    <div class="lab">
      <${Card} title="Window"><div class="stack">
        <${Segments} label="Operation" value=${mode} onChange=${(value) => { setMode(value); if (value !== "convolution") { setSize(2); setKernel(resized(kernel, size, 2)); setOptions({ ...options, stride: 2, dilation: 1 }); } else { setSize(3); setKernel(filters["Edges, upright"].flat()); setOptions({ ...options, stride: 1 }); } }} options=${[["convolution", "Convolution"], ["maximum", "Max"], ["average", "Average"]]} />
        ${!pooling && html`<${Field} label="filter"><select value=${named(kernel) ?? ""} onChange=${(event) => { const chosen = filters[event.target.value]; if (chosen) { setSize(3); setKernel(chosen.flat()); } }}><option value="" disabled>your own</option>${Object.keys(filters).map((name) => html`<option value=${name}>${name}</option>`)}</select><//>
          <div class="kernel" style=${{ gridTemplateColumns: `repeat(${size}, minmax(0, 1fr))` }} role="group" aria-label="Kernel">${kernel.map((value, i) => html`<input type="number" step="any" aria-label=${`Kernel row ${Math.floor(i / size) + 1}, column ${(i % size) + 1}`} value=${+value.toFixed(4)}
            onInput=${(event) => isFinite(event.target.valueAsNumber) && setKernel(kernel.map((other, j) => (i === j ? event.target.valueAsNumber : other)))} />`)}</div>`}
        <div class="fields">
          <${Field} label="size"><input type="number" min="1" max="7" value=${size} onInput=${(event) => change(Number(event.target.value))} /><//>
          <${Field} label="stride"><input type="number" min="1" max="7" value=${options.stride} onInput=${set("stride")} /><//>
          ${!pooling && html`<${Field} label="dilation"><input type="number" min="1" max="7" value=${options.dilation} onInput=${set("dilation")} /><//><${Field} label="bias"><input type="number" step="any" value=${options.bias} onInput=${set("bias")} /><//>`}
        </div>
        <label class="check"><input type="checkbox" checked=${options.same} onChange=${set("same")} />pad with zeros to keep the size</label>
        <${Field} label="picture"><select value=${digit} onChange=${(event) => setDigit(Number(event.target.value))}>${Array.from({ length: 10 }, (_, i) => html`<option value=${i}>${`a ${i}`}</option>`)}</select><//>
      </div><//>
      <div>
        <${Card} title="Picture and result" note=${result ? `28 × 28 → ${result.height} × ${result.width}` : ""} aside=${html`<button type="button" onClick=${() => setPlaying(!playing)}><${Icon} name=${playing ? "pause" : "play"} />${playing ? "Pause" : "Move the window"}</button>`}>
          ${result && pixels && html`<${Planes} result=${result} pixels=${result.request.pixels} at=${at} onAt=${(place) => { setPlaying(false); setCell(place); }} />`}<//>
        ${result && html`<${Sum} result=${result} at=${at} />`}
      </div>
    </div><//>`;
}

const placesOf = ({ request, height, width }, at) => windowOf({ shape: [28, 28] }, [request.size, request.size], request.stride, request.dilation, request.same ? "same" : "valid", at.y, at.x, height, width);

function Planes({ result, pixels, at, onAt }) {
  const [before, after] = [useRef(), useRef()];
  useEffect(() => drawMaps(before.current, pixels, 28, 28, 1, { kind: "ink", low: 0, high: 1 }), [pixels]);
  useEffect(() => drawMaps(after.current, result.values, result.height, result.width, 1), [result]);
  const inside = placesOf(result, at).filter(Boolean);
  const [rows, columns] = [inside.map((place) => place[0]), inside.map((place) => place[1])];
  const box = (top, left, h, w, height, width) => ({ top: `${(top / height) * 100}%`, left: `${(left / width) * 100}%`, height: `${(h / height) * 100}%`, width: `${(w / width) * 100}%` });
  const find = (event) => {
    const area = after.current.getBoundingClientRect();
    const [x, y] = [Math.floor(((event.clientX - area.left) / area.width) * result.width), Math.floor(((event.clientY - area.top) / area.height) * result.height)];
    if (x >= 0 && y >= 0 && x < result.width && y < result.height) onAt({ x, y });
  };
  const key = (event) => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!by) return;
    event.preventDefault();
    onAt({ x: Math.max(0, Math.min(result.width - 1, at.x + by[0])), y: Math.max(0, Math.min(result.height - 1, at.y + by[1])) });
  };
  return html`<div class="planes">
    <figure><figcaption>picture</figcaption><div class="map-holder"><canvas ref=${before} class="pixels" role="img" aria-label="The picture"></canvas>
      ${inside.length > 0 && html`<i class="mark window" style=${box(Math.min(...rows), Math.min(...columns), Math.max(...rows) - Math.min(...rows) + 1, Math.max(...columns) - Math.min(...columns) + 1, 28, 28)}></i>`}</div></figure>
    <figure><figcaption>result</figcaption><div class="map-holder"><canvas ref=${after} class="pixels" tabindex="0" role="application" aria-label="The result. Arrow keys move the window." onPointerMove=${(event) => event.buttons && find(event)} onPointerDown=${find} onKeyDown=${key}></canvas>
      <i class="mark" style=${box(at.y, at.x, 1, 1, result.height, result.width)}></i></div></figure></div>`;
}

function Sum({ result, at }) {
  const { request } = result;
  const places = placesOf(result, at);
  const values = places.map((place) => (place ? request.pixels[place[0] * 28 + place[1]] : 0));
  const value = result.values[at.y * result.width + at.x];
  const convolution = request.mode === "convolution";
  const products = convolution && values.map((one, i) => one * request.kernel[i]);
  return html`<${Card} title=${`Row ${at.y}, column ${at.x}`} id="sum"><div class="terms">
      <${Grid} title="window" values=${values} columns=${request.size} kind="heat" chosen=${request.mode === "maximum" ? values.indexOf(Math.max(...values)) : -1} />
      ${convolution && html`<span class="sign">×</span><${Grid} title="kernel" values=${request.kernel} columns=${request.size} kind="signed" /><span class="sign">=</span><${Grid} title="products" values=${products} columns=${request.size} kind="signed" />`}</div>
    <p class="formula" aria-live="polite">${convolution ? html`Sum ${products.reduce((a, b) => a + b, 0).toFixed(3)} + bias ${request.bias.toFixed(3)} = ` : request.mode === "maximum" ? "Greatest: " : "Mean: "}<b data-value=${value}>${value.toFixed(3)}</b></p>
    ${places.includes(null) && html`<p class="note">Places beyond the border count as ${convolution ? "zero" : "nothing"}.</p>`}<//>`;
}
