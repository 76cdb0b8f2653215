// Draw: a digit goes in, ten bars move, and below stands what each layer made of it.
import { useState, useEffect, useRef, useCallback, useMemo } from "../vendor/preact.js";
import { html, Page, Card, Icon, ErrorNote, Segments, useLoaded, useReconnected, percent, isNarrow } from "./ui.js";
import { get, postBytes } from "./api.js";
import { Picture, bytesOf, floats, extent, rgb } from "./pixels.js";
import { WithModel, ModelChoice } from "./choose.js";
import { useLive } from "./live.js";
import { LayerViews } from "./layerviews.js";

const side = 280;
const small = 112; // what is sent: enough for 20 pixels, quick to read

export const DrawPage = ({ query }) => html`<${WithModel} page="draw" query=${query} title="Draw a digit, and see it read">
  ${(id, models, change) => html`<${Draw} id=${id} models=${models} onModel=${change} key=${id} />`}<//>`;

function Draw({ id, models, onModel }) {
  const { run } = useLive();
  const [sent, setSent] = useState(null); // { bytes, width, kind }
  const [answer, setAnswer] = useState(null);
  const [error, setError] = useState(null);
  const flight = useRef({ busy: false, next: null });

  // One request at a time; of those that wait only the newest is sent.
  const ask = useCallback(async (request, layers) => {
    const state = flight.current;
    if (state.busy) {
      state.next = [request, layers];
      return;
    }
    state.busy = true;
    try {
      const result = await postBytes(`/api/models/${encodeURIComponent(id)}/draw?width=${request.width}&kind=${request.kind}&layers=${layers ? 1 : 0}`, request.bytes);
      // What leaves the layers stays beside the picture it was made of, until that of the new picture is there.
      setAnswer((old) => ({ ...result, through: result.layers ? result : result.picture ? old?.through : null }));
      setError(null);
    } catch (failure) {
      setError(failure);
    }
    state.busy = false;
    if (state.next) {
      const next = state.next;
      state.next = null;
      ask(...next);
    }
  }, [id]);

  // The answer is asked for at once, the layers when the pen rests.
  const resting = useRef(0);
  const draw = useCallback((request) => {
    clearTimeout(resting.current);
    resting.current = setTimeout(() => ask(request, true), 120);
    ask(request, false);
    setSent(request);
  }, [ask]);
  useEffect(() => () => clearTimeout(resting.current), []);

  // Whenever a training hands over its weights, the last time when it has ended, the answer to the same drawing is asked for again.
  const weights = run?.id === id ? run.view : null;
  useEffect(() => {
    if (sent && weights) ask(sent, true);
  }, [weights]);
  useReconnected(() => sent && ask(sent, true));
  const samples = useMemo(() => html`<${Samples} onPick=${(bytes) => draw({ bytes, width: 28, kind: "sample" })} />`, [draw]);
  const pad = useMemo(() => html`<${Pad} onDrawn=${draw} />`, [draw]);

  return html`<${Page} title="Draw" lead="Write a digit. The network answers while you draw."
      actions=${html`<${ModelChoice} models=${models} value=${id} onChange=${onModel} />`}>
    <${ErrorNote} error=${error} />
    <div class="draw">
      ${pad}
      <${Seen} picture=${answer?.picture} />
      <${Bars} answer=${answer} />
    </div>
    ${sent && answer?.probabilities && answer.through && html`<${Attribution} id=${id} sent=${sent} answer=${answer} />`}
    ${samples}
    ${answer?.through
      ? html`<${LayerViews} model=${id} answer=${answer.through} />`
      : html`<${Card} title="Layer by layer"><p class="hint">Draw something, or pick a picture above: then every layer's feature maps stand here,
          and under each cell the sum it was made of.</p><//>`}
  <//>`;
}

function Pad({ onDrawn }) {
  const canvas = useRef();
  const state = useRef({ strokes: [], down: false, pen: { x: 140, y: 140, on: false } });
  const [brush, setBrush] = useState(22);
  const [pen, setPen] = useState(null);
  const [error, setError] = useState(null);
  const image = useRef(null);

  const paint = useCallback(() => {
    const context = canvas.current.getContext("2d");
    context.fillStyle = "#000";
    context.fillRect(0, 0, side, side);
    if (image.current) context.drawImage(image.current, 0, 0, side, side);
    context.strokeStyle = context.fillStyle = "#fff";
    context.lineCap = context.lineJoin = "round";
    for (const stroke of state.current.strokes) {
      context.lineWidth = stroke.width;
      context.beginPath();
      stroke.points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
      if (stroke.points.length === 1) context.lineTo(stroke.points[0][0] + 0.1, stroke.points[0][1]);
      context.stroke();
    }
  }, []);

  const send = useCallback(() => {
    const width = image.current ? side : small;
    const copy = document.createElement("canvas");
    copy.width = copy.height = width;
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas.current, 0, 0, width, width);
    const { data } = context.getImageData(0, 0, width, width);
    const bytes = new Uint8Array(width * width);
    for (let i = 0; i < bytes.length; i++) bytes[i] = 0.299 * data[i * 4] + 0.587 * data[i * 4 + 1] + 0.114 * data[i * 4 + 2];
    onDrawn({ bytes, width, kind: image.current ? "photo" : "drawing" });
  }, [onDrawn]);

  useEffect(paint, []);

  const at = (event) => {
    const box = canvas.current.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * side, ((event.clientY - box.top) / box.height) * side];
  };
  const extend = (point) => {
    state.current.strokes.at(-1).points.push(point);
    paint();
    send();
  };
  const begin = (event) => {
    if (event.button) return;
    event.preventDefault();
    canvas.current.setPointerCapture(event.pointerId);
    canvas.current.focus({ preventScroll: true });
    state.current.down = true;
    image.current = null; // a stroke begins a drawing of one's own
    state.current.strokes.push({ width: brush, points: [] });
    setPen(null);
    extend(at(event));
  };
  const move = (event) => {
    if (!state.current.down) return;
    for (const one of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) state.current.strokes.at(-1).points.push(at(one));
    paint();
    send();
  };
  const end = () => (state.current.down = false);

  const clear = () => {
    state.current.strokes = [];
    image.current = null;
    paint();
    send();
  };
  const undo = () => {
    state.current.strokes.pop();
    paint();
    send();
  };
  const key = (event) => {
    const step = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, -10], ArrowDown: [0, 10] }[event.key];
    const own = state.current.pen;
    if (step) {
      own.x = Math.min(side - 10, Math.max(10, own.x + step[0]));
      own.y = Math.min(side - 10, Math.max(10, own.y + step[1]));
      if (own.on) extend([own.x, own.y]);
    } else if (event.key === " " || event.key === "Enter") {
      own.on = !own.on;
      if (own.on) {
        image.current = null;
        state.current.strokes.push({ width: brush, points: [] });
        extend([own.x, own.y]);
      }
    } else if (event.key === "Backspace" || event.key === "Delete") clear();
    else if (event.key === "z" && (event.ctrlKey || event.metaKey)) undo();
    else return;
    event.preventDefault();
    setPen({ ...own });
  };

  const upload = async (event) => {
    const file = event.target.files[0];
    event.target.value = "";
    if (!file) return;
    try {
      const bitmap = await createImageBitmap(file);
      const copy = document.createElement("canvas");
      copy.width = copy.height = side;
      const context = copy.getContext("2d", { willReadFrequently: true });
      context.fillStyle = "#fff";
      context.fillRect(0, 0, side, side);
      const scale = side / Math.max(bitmap.width, bitmap.height);
      context.drawImage(bitmap, (side - bitmap.width * scale) / 2, (side - bitmap.height * scale) / 2, bitmap.width * scale, bitmap.height * scale);
      image.current = copy;
      state.current.strokes = [];
      setError(null);
      paint();
      send();
    } catch {
      setError(new Error("This file is no picture that the browser can read. Use PNG or JPEG."));
    }
  };

  return html`<${Card} title="Your drawing" class="card pad-card">
    <div class="pad"><canvas ref=${canvas} width=${side} height=${side} tabindex="0" role="application" aria-label="Drawing pad. Arrow keys move the pen, space puts it down or lifts it, delete clears."
      onPointerDown=${begin} onPointerMove=${move} onPointerUp=${end} onPointerCancel=${end} onKeyDown=${key} onBlur=${() => setPen(null)}></canvas>
      ${pen && html`<i class=${pen.on ? "pen on" : "pen"} style=${{ left: `${(pen.x / side) * 100}%`, top: `${(pen.y / side) * 100}%` }}></i>`}</div>
    <div class="reins">
      <button type="button" onClick=${clear}><${Icon} name="close" />Clear</button>
      <button type="button" onClick=${undo}><${Icon} name="undo" />Undo</button>
      <label class="button file"><${Icon} name="upload" />Picture<input type="file" accept="image/*" onChange=${upload} /></label>
    </div>
    <label class="range">brush <input type="range" min="8" max="40" value=${brush} onInput=${(event) => setBrush(Number(event.target.value))} /></label>
    <${ErrorNote} error=${error} />
  <//>`;
}

function Seen({ picture }) {
  const values = useMemo(() => picture && Float32Array.from(picture), [picture]);
  return html`<${Card} title="What the network sees">
  ${picture
    ? html`<${Picture} values=${values} size=${196} label="The picture of 28 by 28 pixels that the network sees" />`
    : html`<div class="pixels blank" style=${{ width: "196px", height: "196px" }}></div>`}
  <p class="note">28 × 28 pixels, scaled and centred by its ink as MNIST's digits were.</p><//>`;
}

function Bars({ answer }) {
  const classes = answer?.classes ?? Array.from({ length: 10 }, (_, i) => String(i));
  const values = answer?.probabilities;
  const best = values ? values.indexOf(Math.max(...values)) : -1;
  const sure = values && values[best] >= 0.5;
  return html`<${Card} title="Answer" aside=${html`<span class="answer" role="status">${values ? (sure ? html`<b>${classes[best]}</b> ${percent(values[best], 1)}` : "not sure") : ""}</span>`}>
    <ol class="bars" aria-label="Probabilities">${classes.map((name, i) => html`<li class=${i === best ? "best" : ""}>
      <span class="name">${name}</span><span class="track"><span class="fill" style=${{ transform: `scaleX(${values?.[i] ?? 0})` }}></span></span>
      <span class="value">${values ? percent(values[i], 1) : "–"}</span></li>`)}</ol>
    ${values && !sure && html`<p class="hint">No class has half of the probability: this may be none of them.</p>`}<//>`;
}

const methods = [["grad-cam", "Grad-CAM"], ["saliency", "Saliency"], ["occlusion", "Occlusion"]];
const explains = {
  "grad-cam": "Bright: the last convolution's maps that speak for the class are strong here.",
  saliency: "Bright: a small change of this pixel changes the score of the class most.",
  occlusion: "Orange: covering this place lowers the probability of the class. Blue: covering it raises it.",
};

const mapSize = () => (isNarrow() ? 92 : 168);

// Where the network looks: a map over the drawing, computed once the pen rests.
function Attribution({ id, sent, answer }) {
  // Grad-CAM weighs maps: where no layer makes any, the others remain.
  const known = answer.through.layers.some((layer) => layer.shape.length === 3) ? methods : methods.slice(1);
  const [chosen, setMethod] = useState(null);
  const method = chosen ?? known[0][0];
  const [wanted, setWanted] = useState(-1);
  const [map, setMap] = useState(null);
  const [error, setError] = useState(null);
  const picture = useMemo(() => Float32Array.from(answer.picture), [answer.picture]);
  useEffect(() => {
    let alive = true;
    const timer = setTimeout(async () => {
      const query = new URLSearchParams({ width: sent.width, kind: sent.kind, method, class: wanted });
      try {
        const found = await postBytes(`/api/models/${encodeURIComponent(id)}/attribution?${query}`, sent.bytes);
        if (alive) {
          setMap(found);
          setError(null);
        }
      } catch (failure) {
        if (alive) {
          setMap(null);
          setError(failure);
        }
      }
    }, 200);
    return () => {
      alive = false;
      clearTimeout(timer);
    };
  }, [id, sent, method, wanted, answer.version]);
  return html`<${Card} title="Where it looks" aside=${html`<label class="inline">for class <select value=${wanted} onChange=${(event) => setWanted(Number(event.target.value))}>
      <option value="-1">of the answer</option>${answer.classes.map((name, i) => html`<option value=${i}>${name}</option>`)}</select></label>`}>
    <${Segments} label="Method" value=${method} options=${known} onChange=${setMethod} />
    <${ErrorNote} error=${error} />
    ${map && html`<div class="attribution" data-class=${map.class}>
      <figure><${Picture} values=${picture} size=${mapSize()} label="The picture that the network sees" /><figcaption>picture</figcaption></figure>
      <figure><${Heat} map=${map} /><figcaption>map, ${map.height} × ${map.width}</figcaption></figure>
      <figure><${Heat} map=${map} over=${answer.picture} /><figcaption>both</figcaption></figure>
      <p class="note">${map.method} for <b>${map.name}</b>. ${explains[method]}</p></div>`}<//>`;
}

function Heat({ map, over }) {
  const canvas = useRef();
  useEffect(() => {
    const values = floats(map.values);
    const [low, high] = extent(values);
    const signed = low < 0;
    const bound = Math.max(Math.abs(low), Math.abs(high)) || 1;
    canvas.current.width = canvas.current.height = 28;
    const context = canvas.current.getContext("2d");
    const image = context.createImageData(28, 28);
    for (let i = 0; i < 784; i++) {
      const part = signed ? (values[i] / bound + 1) / 2 : high > low ? (values[i] - low) / (high - low) : 0;
      const [r, g, b] = rgb(signed ? "signed" : "heat", part);
      const ink = over ? over[i] * 255 : 0;
      const share = over ? 0.55 : 1;
      image.data.set([r * share + ink * (1 - share), g * share + ink * (1 - share), b * share + ink * (1 - share), 255], i * 4);
    }
    context.putImageData(image, 0, 0);
  }, [map, over]);
  return html`<canvas ref=${canvas} class="pixels" style=${{ width: `${mapSize()}px`, height: `${mapSize()}px` }} role="img" aria-label=${`${map.method} for ${map.name}${over ? ", laid over the picture" : ""}`}></canvas>`;
}

function Samples({ onPick }) {
  const [label, setLabel] = useState(-1);
  const [from, setFrom] = useState(0);
  const samples = useLoaded(() => get(`/api/samples?label=${label}&from=${from}&count=24`)
    .then((found) => found.map((sample) => ({ ...sample, pixels: bytesOf(sample.pixels) }))), [label, from]);
  const last = samples.data?.at(-1)?.index ?? 0;
  return html`<${Card} title="Or pick a test picture" note="which the network has never seen"
    aside=${html`<label class="inline">digit <select value=${label} onChange=${(event) => { setLabel(Number(event.target.value)); setFrom(0); }}>
      <option value="-1">all</option>${Array.from({ length: 10 }, (_, i) => html`<option value=${i}>${i}</option>`)}</select></label>
      <button type="button" onClick=${() => setFrom(last + 1 > 9990 ? 0 : last + 1)}>More</button>`}>
    <${ErrorNote} error=${samples.error} />
    <div class="strip">${samples.data?.map((sample) => html`<button type="button" class="picture" key=${sample.index} aria-label=${`Test picture ${sample.index}, a ${sample.label}`}
      onClick=${() => onPick(sample.pixels)}><${Picture} values=${sample.pixels} size=${44} label="" /></button>`)}</div><//>`;
}
