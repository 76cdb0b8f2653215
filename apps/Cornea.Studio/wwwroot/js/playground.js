// Playground: a small network learns to tell two kinds of points apart; the library trains it on the server.
import { useState, useEffect, useRef } from "../vendor/preact.js";
import { html, Page, Card, Icon, ErrorNote, Stat, Field, Segments, count, number } from "./ui.js";
import { post } from "./api.js";
import { bytesOf, floats, table } from "./pixels.js";
import { css } from "./chart.js";

const side = 32;
const features = ["x", "y", "x²", "y²", "xy", "sin x", "sin y"];
const sets = [["circle", "Circle"], ["xor", "Exclusive or"], ["gauss", "Two clouds"], ["spiral", "Spiral"]];
const mostLayers = 10;
const mostUnits = 16;
const start = { data: "circle", noise: 5, layers: [4, 2], activation: "tanh", rate: 0.1, penalty: 0, batch: 10, features: ["x", "y"], seed: 1 };

// The address holds the settings, so that a link shows the same network; a table of one's own stays on the page.
function fromAddress(query) {
  const read = { ...start };
  for (const key of Object.keys(start)) {
    const text = query.get(key);
    if (text == null || (key === "data" && !sets.some(([name]) => name === text))) continue;
    if (key === "layers") read.layers = text.split("-").filter(Boolean).map(Number);
    else if (key === "features") read.features = text.split(",");
    else read[key] = typeof start[key] === "number" ? Number(text) : text;
  }
  return read;
}

function toAddress(settings) {
  const text = { ...settings, layers: settings.layers.join("-"), features: settings.features.join(",") };
  const query = new URLSearchParams(Object.keys(start).filter((key) => String(settings[key]) !== String(start[key]) && text[key] !== "own").map((key) => [key, text[key]]));
  history.replaceState(null, "", `#/playground${query.size ? `?${query}` : ""}`);
}

export function PlaygroundPage({ query }) {
  const [settings, setSettings] = useState(() => fromAddress(query));
  const [points, setPoints] = useState([]);
  const [classes, setClasses] = useState([]);
  const [frame, setFrame] = useState(null);
  const [losses, setLosses] = useState([]);
  const [playing, setPlaying] = useState(false);
  const [error, setError] = useState(null);
  const network = useRef(null);
  const epoch = useRef(0);
  const [made, setMade] = useState(null); // the network that the server holds for these settings

  useEffect(() => {
    let old = false;
    toAddress(settings);
    network.current = null;
    setMade(null);
    const timer = setTimeout(() => post("/api/play", { ...settings, table: settings.data === "own" ? settings.table : undefined, name: undefined }).then((answer) => {
      if (old) return;
      network.current = answer.id;
      epoch.current = 0;
      setPoints(answer.points);
      setClasses(answer.classes);
      setLosses([[answer.train, answer.test]]);
      setFrame(answer);
      setError(null);
      setMade(answer.id);
    }, (failure) => !old && setError(failure)), 150);
    return () => {
      old = true;
      clearTimeout(timer);
    };
  }, [settings]);

  const step = async (epochs) => {
    const id = network.current;
    if (!id) return false;
    try {
      const answer = await post(`/api/play/${id}/step`, { epochs });
      // Another network, or an answer that a later one has overtaken.
      if (id !== network.current || answer.epoch <= epoch.current) return true;
      epoch.current = answer.epoch;
      setFrame(answer);
      setLosses((old) => [...old, [answer.train, answer.test]].slice(-400));
      return true;
    } catch (failure) {
      if (id !== network.current) return true;
      setError(failure);
      setPlaying(false);
      return false;
    }
  };
  useEffect(() => {
    if (!playing || !made) return;
    let on = true;
    (async () => {
      while (on && (await step(2))) await new Promise((next) => setTimeout(next, 60));
    })();
    return () => (on = false);
  }, [playing, made]);

  const set = (key, value) => setSettings({ ...settings, [key]: value });
  const own = async (event) => {
    const file = event.target.files[0];
    event.target.value = "";
    if (!file) return;
    if (file.size > 500_000) return setError(new Error("The table is too large: 2,000 rows of two numbers and a class are the most."));
    setPlaying(false);
    setSettings({ ...settings, data: "own", table: await file.text(), name: file.name });
  };
  const read = (key) => (event) => set(key, Number(event.target.value));
  const layers = settings.layers;
  const toggle = (name) => {
    const next = settings.features.includes(name) ? settings.features.filter((other) => other !== name) : features.filter((other) => other === name || settings.features.includes(other));
    if (next.length) set("features", next);
  };
  return html`<${Page} title="Playground" lead="A network of a few units learns to tell orange points from blue ones. You can't break it.">
    <${ErrorNote} error=${error} />
    <${Card}><div class="reins">
      <button type="button" class="primary" disabled=${!made && !playing} onClick=${() => setPlaying(!playing)}><${Icon} name=${playing ? "pause" : "play"} />${playing ? "Pause" : "Train"}</button>
      <button type="button" onClick=${() => step(1)} disabled=${playing || !made}><${Icon} name="step" />One epoch</button>
      <button type="button" onClick=${() => { setPlaying(false); set("seed", settings.seed + 1); }}><${Icon} name="reset" />Reset</button>
    </div>
    <dl class="stats play-stats"><${Stat} label="epoch" value=${count(frame?.epoch)} /><${Stat} label="training loss" value=${number(frame?.train, 3)} tone="train" /><${Stat} label="test loss" value=${number(frame?.test, 3)} tone="val" />
      <div class="spark"><${Spark} history=${losses} /></div></dl><//>
    <div class="play">
      <${Card} title="Data and training"><div class="stack">
        <${Field} label="points"><select value=${settings.data} onChange=${(event) => set("data", event.target.value)}>${sets.map(([key, text]) => html`<option value=${key}>${text}</option>`)}${settings.table && html`<option value="own">${settings.name}</option>`}</select><//>
        <label class="button file"><${Icon} name="upload" />Your own points<input type="file" accept=".csv,text/csv" onChange=${own} /></label>
        <p class="note">A CSV file with a line of names: two columns of numbers and one of two classes.</p>
        <label class="range">noise <input type="range" min="0" max="50" step="5" disabled=${settings.data === "own"} value=${settings.noise} onChange=${read("noise")} /> <output>${settings.noise} %</output></label>
        <label class="range">batch <input type="range" min="1" max="30" value=${settings.batch} onChange=${read("batch")} /> <output>${settings.batch}</output></label>
        <${Field} label="learning rate"><select value=${settings.rate} onChange=${read("rate")}>${[0.003, 0.01, 0.03, 0.1, 0.3, 1].map((value) => html`<option value=${value}>${value}</option>`)}</select><//>
        <${Field} label="L2 regularizer"><select value=${settings.penalty} onChange=${read("penalty")}>${[0, 0.001, 0.003, 0.01, 0.03].map((value) => html`<option value=${value}>${value || "none"}</option>`)}</select><//>
        <${Field} label="activation"><select value=${settings.activation} onChange=${(event) => set("activation", event.target.value)}>${["tanh", "relu", "sigmoid", "linear"].map((name) => html`<option value=${name}>${name}</option>`)}</select><//>
        <div><p class="note">inputs</p><div class="chips" role="group" aria-label="Inputs">${features.map((name) => html`<button type="button" aria-pressed=${settings.features.includes(name)} onClick=${() => toggle(name)}>${name}</button>`)}</div></div>
      </div><//>
      <${Card} title="Network" note=${`${layers.length} hidden ${layers.length === 1 ? "layer" : "layers"}`} aside=${html`
          <button type="button" disabled=${layers.length === 0} onClick=${() => set("layers", layers.slice(0, -1))}>Fewer layers</button><button type="button" disabled=${layers.length >= mostLayers} onClick=${() => set("layers", [...layers, 2])}>More layers</button>`}>
        ${frame && html`<${Network} frame=${frame} settings=${settings} />`}
        <div class="units">${layers.map((units, i) => html`<span>layer ${i + 1}: <button type="button" class="quiet" disabled=${units <= 1} aria-label=${`Fewer units in layer ${i + 1}`} onClick=${() => set("layers", layers.map((other, j) => (i === j ? other - 1 : other)))}>−</button>
          <b>${units}</b><button type="button" class="quiet" disabled=${units >= mostUnits} aria-label=${`More units in layer ${i + 1}`} onClick=${() => set("layers", layers.map((other, j) => (i === j ? other + 1 : other)))}>+</button></span>`)}</div>
        <p class="note">Each square is what a unit answers over the whole plane: orange for 1, blue for −1. A line is as thick as its weight.</p><//>
      <${Card} title="Answer">${frame && html`<${Answer} map=${frame.maps.at(-1)} points=${points} />`}<p class="note"><span class="kind one">${classes[1]}</span> <span class="kind other">${classes[0]}</span> Rings are test points, which the network does not learn from.</p><//>
    </div><//>`;
}

function paint(context, map, unit, x, y, size) {
  const small = document.createElement("canvas");
  small.width = small.height = side;
  const inner = small.getContext("2d");
  const image = inner.createImageData(side, side);
  const colours = table("signed");
  for (let i = 0; i < side * side; i++) {
    const from = map[unit * side * side + i] * 3;
    image.data.set([colours[from], colours[from + 1], colours[from + 2], 255], i * 4);
  }
  inner.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(small, x, y, size, size);
}

function Network({ frame, settings }) {
  const canvas = useRef();
  const maps = frame.maps.map(bytesOf);
  const units = maps.map((map) => map.length / (side * side));
  // Large networks are drawn smaller.
  const size = Math.min(38, Math.max(18, Math.floor(420 / Math.max(...units, units.length)) - 14));
  const height = Math.max(200, Math.max(...units) * (size + 14) + 24);
  useEffect(() => {
    const scale = Math.min(2, devicePixelRatio || 1);
    const width = canvas.current.clientWidth;
    canvas.current.width = width * scale;
    canvas.current.height = height * scale;
    const context = canvas.current.getContext("2d");
    context.scale(scale, scale);
    const x = (layer) => 18 + (layer * (width - size - 36)) / Math.max(1, units.length - 1);
    const y = (layer, unit) => height / 2 + (unit - (units[layer] - 1) / 2) * (size + 14) - size / 2;
    frame.weights.forEach((text, layer) => {
      const weights = floats(text);
      for (let from = 0; from < units[layer]; from++) {
        for (let to = 0; to < units[layer + 1]; to++) {
          const weight = weights[from * units[layer + 1] + to];
          context.strokeStyle = weight > 0 ? "#c8621a" : "#2f74c0";
          context.globalAlpha = 0.75;
          context.lineWidth = Math.min(7, 0.3 + Math.abs(weight) * 1.6);
          context.beginPath();
          const [x1, y1, x2, y2] = [x(layer) + size, y(layer, from) + size / 2, x(layer + 1), y(layer + 1, to) + size / 2];
          context.moveTo(x1, y1);
          context.bezierCurveTo(x1 + 24, y1, x2 - 24, y2, x2, y2);
          context.stroke();
        }
      }
    });
    context.globalAlpha = 1;
    context.fillStyle = css("--muted");
    context.font = `11px ${css("--font")}`;
    context.textAlign = "center";
    maps.forEach((map, layer) => {
      for (let unit = 0; unit < units[layer]; unit++) {
        paint(context, map, unit, x(layer), y(layer, unit), size);
        context.strokeStyle = css("--line");
        context.lineWidth = 1;
        context.strokeRect(x(layer), y(layer, unit), size, size);
        if (layer === 0) context.fillText(settings.features[unit] ?? "", x(layer) + size / 2, y(layer, unit) - 2);
      }
    });
  }, [frame, settings]);
  return html`<canvas ref=${canvas} class="network" style=${{ height: `${height}px` }} role="img" aria-label=${`The network: ${units.join(", ")} units from inputs to answer`}></canvas>`;
}

function Answer({ map, points }) {
  const canvas = useRef();
  useEffect(() => {
    const size = 320;
    canvas.current.width = canvas.current.height = size;
    const context = canvas.current.getContext("2d");
    paint(context, bytesOf(map), 0, 0, 0, size);
    for (const [x, y, kind, train] of points) {
      context.beginPath();
      context.arc(((x + 6) / 12) * size, ((6 - y) / 12) * size, train ? 3.4 : 3, 0, 7);
      context.fillStyle = context.strokeStyle = kind > 0 ? "#a04408" : "#14509e";
      if (train) {
        context.fill();
        context.strokeStyle = "#fff";
        context.lineWidth = 1;
      } else context.lineWidth = 1.4;
      context.stroke();
    }
  }, [map, points]);
  return html`<canvas ref=${canvas} class="plane" role="img" aria-label="What the network answers over the plane, and the points"></canvas>`;
}

function Spark({ history }) {
  const most = Math.max(0.1, ...history.flat().filter((value) => value != null));
  const line = (which) => history.map((pair, i) => `${(i / Math.max(1, history.length - 1)) * 200},${44 - ((pair[which] ?? most) / most) * 42}`).join(" ");
  return html`<svg viewBox="0 0 200 46" preserveAspectRatio="none" aria-hidden="true"><polyline points=${line(1)} style=${{ stroke: "var(--val)" }} /><polyline points=${line(0)} style=${{ stroke: "var(--train)" }} /></svg>`;
}
