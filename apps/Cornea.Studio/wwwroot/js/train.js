// Train: the run that goes on, its curves and reins; below it the next one to start.
import { useState, useEffect, useMemo, useRef } from "../vendor/preact.js";
import { html, Page, Card, Icon, Empty, ErrorNote, Loading, Stat, Field, Segments, useLoaded, count, percent, number, duration } from "./ui.js";
import { post, getCatalogue } from "./api.js";
import { live, onStep, useLive, useCurves, tell, isActive } from "./live.js";
import { Chart, smooth } from "./chart.js";
import { LayerEditor } from "./layers.js";

const words = { preparing: "Preparing", running: "Training", paused: "Paused", stopping: "Stopping", finished: "Finished", stopped: "Stopped", interrupted: "Interrupted", failed: "Failed" };
export const Badge = ({ state }) => html`<span class=${`badge ${state}`}>${words[state] ?? state}</span>`;

export function TrainPage({ query }) {
  const { run, known } = useLive();
  const catalogue = useLoaded(getCatalogue, []);
  const active = isActive(run);
  // Drawn anew when one of these changes, not whenever the figures of a training do.
  const next = useMemo(() => catalogue.data && known && html`<${NewRun} catalogue=${catalogue.data} active=${active} />`, [catalogue.data, known, active]);
  return html`<${Page} title="Train" lead="Choose data and layers, start, and watch the network learn to read.">
    ${!known && html`<${Loading} what="Connecting to the server" />`}
    ${run && html`<${Run} run=${run} key=${run.id} />`}
    ${known && !run && html`<${Empty} title="Nothing has been trained yet">
      The network below is a good first one. Press <b>Start training</b>, watch the curves, and draw a digit for it while it learns.<//>`}
    <${ErrorNote} error=${catalogue.error} />
    ${next}
  <//>`;
}

function Run({ run }) {
  const { points, epochs } = useLive();
  const [error, setError] = useState(null);
  const active = isActive(run);
  const [asking, setAsking] = useState(false);
  const command = (name, body) => {
    setAsking(true);
    post(`/api/runs/${run.id}/${name}`, body).then((answer) => {
      setError(null);
      tell(answer);
    }, setError).finally(() => setAsking(false));
  };
  const whole = run.epochs * run.steps;
  const last = points.at(-1);
  const done = active && run.steps ? (run.epoch * run.steps + run.step) / whole : run.state === "finished" ? 1 : (last?.[0] ?? 0) / run.epochs;
  const left = run.speed ? ((1 - done) * whole * run.batch) / run.speed : null;
  const epoch = epochs.at(-1);
  const waiting = run.state === "preparing";
  const curves = useMemo(() => html`<${Curves} waiting=${waiting} />`, [waiting]);
  return html`<${Card} title=${run.name} aside=${html`<${Badge} state=${run.state} />`} id="run">
    <div class="progress" role="progressbar" aria-label="Epochs done" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(done * 100)}>
      <div class="bar" style=${{ width: `${Math.min(100, done * 100)}%` }}></div>
      ${run.epochs <= 50 && Array.from({ length: run.epochs - 1 }, (_, i) => html`<i style=${{ left: `${((i + 1) / run.epochs) * 100}%` }}></i>`)}
    </div>
    <dl class="stats">
      <${Stat} label="epoch" value=${active ? `${Math.min(run.epoch + 1, run.epochs)} / ${run.epochs}` : `${epoch?.[0] ?? 0} / ${run.epochs}`} />
      ${active && html`<${Stat} label="step" tone="step" value=${html`<${Step} />`} />`}
      <${Stat} label="loss" value=${number(last?.[3])} tone="train" />
      <${Stat} label="accuracy" value=${percent(last?.[4])} tone="train" />
      <${Stat} label="validation accuracy" value=${percent(epoch?.[5])} tone="val" />
      <${Stat} label=${active ? "time left" : "time"} value=${active ? duration(left) : duration(run.seconds)} />
      ${active && html`<${Stat} label="pictures / s" value=${count(run.speed)} />`}
      <${Stat} label="parameters" value=${count(run.parameters)} />
    </dl>
    <div class="reins">
      ${["running", "preparing"].includes(run.state) && html`<button type="button" disabled=${asking} onClick=${() => command("pause")}><${Icon} name="pause" />Pause</button>`}
      ${["paused", "stopped", "interrupted"].includes(run.state) && html`<button type="button" class="primary" disabled=${asking} onClick=${() => command("resume")}><${Icon} name="play" />Resume</button>`}
      ${active && html`<button type="button" onClick=${() => command("stop")} disabled=${asking || run.state === "stopping"}><${Icon} name="stop" />Stop and save</button>`}
      ${active && html`<${Rate} run=${run} onSet=${(rate) => command("rate", { rate })} />`}
      ${run.hasModel && html`<a class="button" href=${`#/draw?model=${encodeURIComponent(run.id)}`}><${Icon} name="draw" />Draw a digit</a>`}
      ${!active && run.hasModel && html`<a class="button" href=${`#/evaluate?model=${encodeURIComponent(run.id)}`}><${Icon} name="evaluate" />Evaluate</a>`}
    </div>
    ${run.message && html`<p class="error" role="alert">${run.message}</p>`}
    <${ErrorNote} error=${error} />
    ${run.state === "interrupted" && html`<p class="hint">The program ended amid this training. <b>Resume</b> goes on at the last saved step, to the same weights as without the interruption.</p>`}
    ${curves}
  <//>`;
}

function Step() {
  const text = useRef();
  useEffect(() => {
    const write = (run) => { if (run) text.current.textContent = `${count(run.step)} / ${count(run.steps)}`; };
    write(live.run);
    return onStep(write);
  }, []);
  return html`<span ref=${text}></span>`;
}

function Rate({ run, onSet }) {
  const [text, setText] = useState(null);
  const submit = (event) => {
    event.preventDefault();
    const rate = Number(text);
    if (rate > 0) onSet(rate);
    setText(null);
  };
  return html`<form class="rate" onSubmit=${submit}><label>learning rate
    <input type="number" step="any" min="1e-9" max="10" required value=${text ?? +run.rate?.toPrecision(6)} onInput=${(event) => setText(event.target.value)} /></label>
    <button type="submit" disabled=${text === null}>Set</button></form>`;
}

function Curves({ waiting }) {
  const { points, epochs } = useCurves();
  const [axis, setAxis] = useState("epoch");
  const [factor, setFactor] = useState(0.6);
  const [log, setLog] = useState(false);
  const place = { epoch: 0, step: 1, time: 2 }[axis];
  // The x of an epoch's end is that of the last point before it.
  const ends = useMemo(() => epochs.map((epoch) => (axis === "epoch" ? epoch[0] : points.findLast((point) => point[0] <= epoch[0] + 1e-6)?.[place] ?? epoch[0])), [points, epochs, axis]);
  const series = (train, epochTrain, val) => {
    const x = points.map((point) => point[place]);
    const y = points.map((point) => point[train]);
    return [
      ...(factor ? [{ name: "batches", x, y, color: "--train-faint", width: 1 }] : []),
      { name: factor ? "smoothed" : "batches ", x, y: smooth(y, factor), color: "--train", width: 2 },
      { name: "validation", x: ends, y: epochs.map((epoch) => epoch[val]), color: "--val", width: 2, dots: true },
    ];
  };
  if (!points.length) return html`<div class="chart-empty">${waiting ? html`<${Loading} what="Reading the data and compiling the step" />` : "The curves begin with the first step."}</div>`;
  const label = { epoch: "epoch", step: "step", time: "seconds" }[axis];
  return html`
    <div class="tools">
      <${Segments} label="Horizontal axis" value=${axis} onChange=${setAxis} options=${[["epoch", "epochs"], ["step", "steps"], ["time", "time"]]} />
      <label class="range">smoothing <input type="range" min="0" max="0.98" step="0.02" value=${factor} onInput=${(event) => setFactor(Number(event.target.value))} /> <output>${factor.toFixed(2)}</output></label>
      <label class="check"><input type="checkbox" checked=${log} onChange=${(event) => setLog(event.target.checked)} />logarithmic loss</label>
      <span class="note">drag to zoom, double-click to reset</span>
    </div>
    <div class="charts">
      <${Chart} label="Loss" series=${series(3, 2, 4)} xLabel=${label} log=${log} />
      <${Chart} label="Accuracy" series=${series(4, 3, 5)} xLabel=${label} format=${(value) => `${(value * 100).toFixed(2)} %`} />
    </div>`;
}

function NewRun({ catalogue, active }) {
  const [settings, setSettings] = useState({ name: "", data: "mnist", limit: 60000, optimizer: "Adam", rate: "", batch: 64, epochs: 5, seed: 0 });
  const [layers, setLayers] = useState(() => catalogue.presets[0].layers.map((layer, i) => ({ ...structuredClone(layer), key: i })));
  const [fits, setFits] = useState(null); // null until the server has checked the layers
  const [error, setError] = useState(null);
  const [starting, setStarting] = useState(false);
  const set = (key, number) => (event) => setSettings({ ...settings, [key]: number && event.target.value !== "" ? Number(event.target.value) : event.target.value });
  const data = catalogue.data.find((one) => one.name === settings.data);
  const rate = catalogue.optimizers.find((one) => one.name === settings.optimizer).rate;
  const start = (event) => {
    event.preventDefault();
    setStarting(true);
    post("/api/train", { ...settings, rate: settings.rate === "" ? null : Number(settings.rate), layers: layers.map(({ class: name, config }) => ({ class: name, config })) })
      .then(() => { setError(null); scrollTo({ top: 0, behavior: "smooth" }); }, setError).finally(() => setStarting(false));
  };
  return html`<form class="new-run" onSubmit=${start}>
    <${Card} title="New run" note="data and steps">
      <div class="fields">
        <${Field} label="name" wide><input value=${settings.name} maxlength="60" placeholder="made for you" onInput=${set("name")} /><//>
        <${Field} label="data" hint=${data.about} wide><select value=${settings.data} onChange=${set("data")}>${catalogue.data.map((one) => html`<option value=${one.name}>${one.title}</option>`)}</select><//>
        <${Field} label="pictures" hint="one in six is kept for validation"><input type="number" min="60" max="60000" required value=${settings.limit} onInput=${set("limit", true)} /><//>
        <${Field} label="epochs"><input type="number" min="1" max="1000" required value=${settings.epochs} onInput=${set("epochs", true)} /><//>
        <${Field} label="batch"><input type="number" min="1" max="4096" required value=${settings.batch} onInput=${set("batch", true)} /><//>
        <${Field} label="optimizer"><select value=${settings.optimizer} onChange=${set("optimizer")}>${catalogue.optimizers.map((one) => html`<option value=${one.name}>${one.name}</option>`)}</select><//>
        <${Field} label="learning rate"><input type="number" step="any" min="1e-9" max="10" placeholder=${rate} value=${settings.rate} onInput=${set("rate")} /><//>
        <${Field} label="seed" hint="same seed, same bits"><input type="number" step="1" required value=${settings.seed} onInput=${set("seed", true)} /><//>
      </div>
      <${ErrorNote} error=${error} />
      <button type="submit" class="primary wide" disabled=${!fits || active || starting}><${Icon} name="play" />Start training</button>
      ${active && html`<p class="hint">One network is trained at a time. Stop the one above first, or wait.</p>`}
      ${!active && fits === false && html`<p class="hint">The layers do not fit yet: see the note beside the one in red.</p>`}
    <//>
    <${LayerEditor} catalogue=${catalogue} layers=${layers} onChange=${setLayers} onChecked=${setFits} />
  </form>`;
}
