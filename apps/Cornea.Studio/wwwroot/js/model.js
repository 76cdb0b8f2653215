// Model: the layers of a network as a graph; of each its configuration, weights and kernels.
import { useState, useEffect, useMemo, useRef } from "../vendor/preact.js";
import * as dagre from "../vendor/dagre.js";
import { html, Page, Card, Icon, Empty, ErrorNote, Loading, Stat, useLoaded, useAlive, count, number, percent, short } from "./ui.js";
import { get, post, postBytes } from "./api.js";
import { drawMaps, floats } from "./pixels.js";
import { useModels, choose, ModelChoice } from "./choose.js";

export function ModelPage({ query }) {
  const models = useModels();
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const alive = useAlive();
  const opened = useRef(0);
  const known = models.data ?? [];
  const id = known.some((model) => model.id === query.get("model")) ? query.get("model") : known[0]?.id;
  const open = async (file) => {
    if (!file) return;
    const mine = ++opened.current;
    const isLast = () => alive.current && mine === opened.current;
    setBusy(true);
    try {
      const graph = await postBytes(`/api/models?${new URLSearchParams({ name: file.name.slice(0, 100) })}`, file);
      await models.reload();
      if (!isLast()) return;
      setError(null);
      choose("model", "model", graph.id);
    } catch (failure) {
      if (isLast()) setError(failure);
    }
    if (isLast()) setBusy(false);
  };
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    open(event.dataTransfer.files[0]);
  };
  return html`<${Page} title="Model" lead="What a network is made of. Opens files of Keras, ONNX and safetensors; nothing in a file is ever run."
      actions=${known.length > 0 && html`<${ModelChoice} models=${known} value=${id} onChange=${(other) => choose("model", "model", other)} />`}>
    <div class=${over ? "drop over" : "drop"} onDragOver=${(event) => { event.preventDefault(); setOver(true); }} onDragLeave=${() => setOver(false)} onDrop=${drop}>
      <p>${busy ? "Opening the file…" : html`Drop a <b>.keras</b>, <b>.h5</b>, <b>.onnx</b> or <b>.safetensors</b> file here, up to 256 MiB.`}</p>
      <label class="button file"><${Icon} name="upload" />Open a file<input id="model-file" type="file" accept=".keras,.h5,.hdf5,.onnx,.safetensors" onChange=${(event) => { open(event.target.files[0]); event.target.value = ""; }} /></label>
    </div>
    <${ErrorNote} error=${error ?? models.error} />
    ${id ? html`<${Model} id=${id} models=${known} key=${id} />` : models.loading ? html`<${Loading} />` : html`<${Empty} title="No network yet">Drop a file above, or train one.<//>`}
  <//>`;
}

function Model({ id, models }) {
  const graph = useLoaded(() => get(`/api/models/${encodeURIComponent(id)}`), [id]);
  const [chosen, setChosen] = useState(null);
  const [other, setOther] = useState("");
  const [times, setTimes] = useState(null);
  const [measuring, setMeasuring] = useState(false);
  const [error, setError] = useState(null);
  const second = useLoaded(() => (other ? Promise.all([
    get(`/api/models/${encodeURIComponent(other)}`), get(`/api/models/${encodeURIComponent(id)}/difference/${encodeURIComponent(other)}`),
  ]) : null), [id, other]);
  if (!graph.data) return graph.error ? html`<${ErrorNote} error=${graph.error} />` : html`<${Loading} what="Opening the network" />`;
  const model = graph.data;
  const measure = () => {
    setMeasuring(true);
    post(`/api/models/${encodeURIComponent(id)}/cost`).then((measured) => { setTimes(measured); setError(null); }, setError).finally(() => setMeasuring(false));
  };
  return html`
    <${Card} title=${model.name} note=${model.class}><dl class="stats">
      <${Stat} label="layers" value=${count(model.layers.length)} /><${Stat} label="parameters" value=${count(model.parameters)} /><${Stat} label="trainable" value=${count(model.trainable)} />
      <${Stat} label="weights" value=${`${(model.bytes / 1024).toFixed(0)}`} unit=" KiB" /><${Stat} label="multiply-adds a sample" value=${short(model.macs)} /><${Stat} label="input" value=${model.inputs.map((shape) => shape.replace(/^\((None|-1|\?), ?/, "").replace(/[()]/g, "").replace(/,\s*/g, " × ")).join("; ") || "?"} /></dl><//>
    ${!model.isNetwork && html`<p class="hint without">This file holds weights alone. It says nothing of the network they belong to: no order, no shapes of what flows between.</p>`}
    <div class="with-panel">
      <${Card} title=${model.isNetwork ? "Graph" : "Weights"} note=${model.isNetwork ? "choose a layer" : "choose a group"}><${Graph} model=${model} chosen=${chosen} onChoose=${setChosen} /><//>
      ${chosen === null ? html`<${Card} title="Layer"><p class="hint">Choose a layer of the graph or the table.</p><//>` : html`<${Detail} id=${id} index=${chosen} key=${chosen} />`}
    </div>
    <${Card} title="Summary" aside=${model.macs != null && html`<button type="button" disabled=${measuring} onClick=${measure}>${measuring ? "Measuring…" : times ? "Measure again" : "Measure times"}</button>`}>
      <${ErrorNote} error=${error} />
      <${Summary} model=${model} times=${times} chosen=${chosen} onChoose=${setChosen} />
      ${times && html`<p class="note">One sample through the whole network takes ${times.milliseconds.toFixed(3)} ms here. Layers are measured alone, without what is fused across them.</p>`}<//>
    ${models.length > 1 && html`<${Card} title="Compare" aside=${html`<label class="inline">with <select value=${other} onChange=${(event) => setOther(event.target.value)}><option value="">–</option>
        ${models.filter((one) => one.id !== id).map((one) => html`<option value=${one.id}>${one.name}</option>`)}</select></label>`}>
      <${ErrorNote} error=${second.error} />
      ${other && second.data ? html`<${Difference} first=${model} second=${second.data[0]} distances=${second.data[1].layers} />` : html`<p class="hint">Choose another network to see the two side by side.</p>`}<//>`}`;
}

const family = (name) => (/Conv/.test(name) ? "--train" : /Pool/.test(name) ? "--good" : /Dense|Embedding|LSTM|GRU|Attention/.test(name) ? "--accent" : /Norm|Dropout|Noise/.test(name) ? "--wait" : "--strong-line");

function Graph({ model, chosen, onChoose }) {
  const laid = useMemo(() => {
    const graph = new dagre.Graph();
    graph.setGraph({ rankdir: "TB", nodesep: 26, ranksep: 30, marginx: 8, marginy: 8 });
    graph.setDefaultEdgeLabel(() => ({}));
    for (const layer of model.layers) graph.setNode(String(layer.index), { width: Math.max(170, Math.max(layer.class.length * 8.4, (layer.shape ?? "").length * 7.2, Math.min(28, layer.name.length) * 7.2) + 34), height: 54 });
    for (const layer of model.layers) for (const from of layer.from) graph.setEdge(String(from), String(layer.index));
    dagre.layout(graph);
    return { nodes: model.layers.map((layer) => graph.node(String(layer.index))), edges: graph.edges().map((edge) => graph.edge(edge).points), size: graph.graph() };
  }, [model]);
  const cut = (text) => (text.length > 28 ? `${text.slice(0, 27)}…` : text);
  const key = (event, index) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onChoose(index);
    }
  };
  return html`<div class="graph" tabindex="0" role="group" aria-label="Graph of the layers"><svg width=${laid.size.width} height=${laid.size.height} viewBox=${`0 0 ${laid.size.width} ${laid.size.height}`}>
    <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="var(--strong-line)" /></marker></defs>
    ${laid.edges.map((points) => html`<path class="edge" marker-end="url(#tip)" d=${`M${points.map((point) => `${point.x} ${point.y}`).join("L")}`} />`)}
    ${model.layers.map((layer, i) => html`<g class=${chosen === i ? "node on" : "node"} tabindex="0" role="button" aria-pressed=${chosen === i}
        onClick=${() => onChoose(i)} onKeyDown=${(event) => key(event, i)} transform=${`translate(${laid.nodes[i].x - laid.nodes[i].width / 2} ${laid.nodes[i].y - 27})`}>
      <rect width=${laid.nodes[i].width} height="54" rx="9" /><rect class="strip" x="0" y="12" width="4" height="30" rx="2" style=${{ fill: `var(${family(layer.class)})`, stroke: "none" }} />
      <text x="16" y="23">${layer.class}${" "}</text><text class="sub" x="16" y="41">${layer.shape ?? cut(layer.name)}</text></g>`)}</svg></div>`;
}

const Summary = ({ model, times, chosen, onChoose }) => html`<div class="scroll" tabindex="0" role="group" aria-label="Layers"><table>
  <thead><tr><th scope="col">layer</th><th scope="col">class</th><th scope="col" class="n">output</th><th scope="col" class="n">parameters</th><th scope="col" class="n">multiply-adds</th><th scope="col" class="n">output KiB</th>${times && html`<th scope="col" class="n">ms</th>`}</tr></thead>
  <tbody>${model.layers.map((layer, i) => html`<tr class=${chosen === i ? "on" : ""}><th scope="row"><button type="button" onClick=${() => onChoose(i)}>${layer.name}</button></th><td>${layer.class}</td>
    <td class="n"><span class="shape">${layer.shape ?? "?"}</span></td><td class="n">${count(layer.parameters)}</td><td class="n">${short(layer.macs)}</td><td class="n">${layer.bytes == null ? "–" : (layer.bytes / 1024).toFixed(1)}</td>${times && html`<td class="n">${times.layers[i].toFixed(3)}</td>`}</tr>`)}</tbody></table></div>`;

const told = (layer) => (layer ? `${layer.class} ${layer.shape ?? ""}` : "–");
const Difference = ({ first, second, distances }) => html`<div class="scroll" tabindex="0" role="group" aria-label="Both networks"><table class="both"><thead><tr><td></td><th scope="col" class="n">${first.name}</th><th scope="col" class="n">${second.name}</th><th scope="col" class="n">weights apart</th></tr></thead>
  <tbody>${[["layers", (m) => m.layers.length], ["parameters", (m) => m.parameters], ["trainable", (m) => m.trainable], ["multiply-adds", (m) => m.macs]].map(([name, of]) => html`<tr><th scope="row">${name}</th><td class="n">${count(of(first))}</td><td class="n">${count(of(second))}</td><td></td></tr>`)}
    ${Array.from({ length: Math.max(first.layers.length, second.layers.length) }, (_, i) => html`<tr class=${told(first.layers[i]) === told(second.layers[i]) ? "" : "differs"}><th scope="row">layer ${i + 1}</th>${[first, second].map((m) => html`<td class="n">${m.layers[i] ? html`${m.layers[i].class} <span class="shape">${m.layers[i].shape ?? ""}</span>` : "–"}</td>`)}<td class="n">${distances[i] == null ? "–" : distances[i] === 0 ? "same" : percent(distances[i], 1)}</td></tr>`)}</tbody></table></div>`;

function Detail({ id, index }) {
  const layer = useLoaded(() => get(`/api/models/${encodeURIComponent(id)}/layers/${index}`), [id, index]);
  if (!layer.data) return html`<${Card}>${layer.error ? html`<${ErrorNote} error=${layer.error} />` : html`<${Loading} />`}<//>`;
  const text = (value) => (value === null ? "none" : typeof value === "object" ? (Array.isArray(value) ? value.join(" × ") : value.class_name ?? JSON.stringify(value)) : String(value));
  return html`<${Card} title=${layer.data.class} note=${layer.data.name} id="layer">
    <dl class="config">${Object.entries(layer.data.config).filter(([, value]) => value !== null && typeof value !== "object" || Array.isArray(value)).map(([key, value]) => html`<dt>${key}</dt><dd>${text(value)}</dd>`)}</dl>
    ${layer.data.weights.map((weight) => html`<div class="weight"><div class="view-head"><b>${weight.name}</b><span class="shape">${weight.shape.join(" × ") || "1"}</span></div>
      <${Histogram} weight=${weight} />
      <p class="note">${number(weight.minimum, 3)} to ${number(weight.maximum, 3)}, mean ${number(weight.mean, 3)}, deviation ${number(weight.deviation, 3)}${weight.notFinite ? html`; <b class="danger">${count(weight.notFinite)} are not finite</b>` : ""}</p>
      ${weight.values && html`<${Kernels} weight=${weight} />`}</div>`)}
    ${layer.data.weights.length === 0 && html`<p class="hint">This layer has no weights.</p>`}<//>`;
}

function Histogram({ weight }) {
  const most = Math.max(1, ...weight.histogram);
  return html`<svg class="histogram" viewBox="0 0 400 70" preserveAspectRatio="none" role="img" aria-label=${`Histogram of ${weight.name}`}>
    ${weight.histogram.map((value, i) => html`<rect x=${i * 10 + 0.5} width="9" y=${70 - (value / most) * 68} height=${(value / most) * 68} />`)}</svg>`;
}

function Kernels({ weight }) {
  const canvas = useRef();
  const [h, w, channels, filters] = weight.shape;
  useEffect(() => {
    const all = floats(weight.values);
    const most = Math.min(filters, 64);
    const shown = new Float32Array(h * w * most);
    for (let i = 0; i < h * w; i++) for (let f = 0; f < most; f++) shown[i * most + f] = all[i * channels * filters + f];
    drawMaps(canvas.current, shown, h, w, most, { kind: "signed", columns: Math.min(8, most) });
  }, [weight]);
  return html`<canvas ref=${canvas} class="pixels" style=${{ width: "100%", background: "none" }} role="img" aria-label=${`Kernels of ${h} by ${w}`}></canvas>
    <p class="note">${channels > 1 ? `The kernels for input map 0 of ${channels}. ` : "The kernels. "}Orange is positive, blue negative.</p>`;
}
