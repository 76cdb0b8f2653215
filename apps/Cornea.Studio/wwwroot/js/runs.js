// Runs: all that were trained, to be sorted, laid over each other, compared and removed.
import { useState, useMemo } from "../vendor/preact.js";
import { html, Page, Card, Icon, Empty, ErrorNote, Loading, Segments, useLoaded, useAlive, count, percent, duration } from "./ui.js";
import { get, post, remove } from "./api.js";
import { useLive, useCurves, isActive } from "./live.js";
import { Chart, smooth } from "./chart.js";
import { Badge } from "./train.js";

// Names of the theme's colours.
const colours = Array.from({ length: 6 }, (_, i) => `--run-${i + 1}`);
const columns = [
  ["name", "name", (run) => run.name], ["state", "state", (run) => run.state], ["started", "started", (run) => run.started, true],
  ["seconds", "time", (run) => run.seconds, true], ["best", "best validation", (run) => run.best ?? -1, true], ["parameters", "parameters", (run) => run.parameters, true],
];

export function RunsPage() {
  const { run } = useLive();
  const runs = useLoaded(() => get("/api/runs"), [run?.id, run?.state]);
  const alive = useAlive();
  const [busy, setBusy] = useState(false);
  const [filter, setFilter] = useState("");
  const [sort, setSort] = useState(["started", -1]);
  const [ticked, setTicked] = useState([]);
  const [asked, setAsked] = useState(null);
  const [error, setError] = useState(null);
  const shown = useMemo(() => {
    const key = columns.find(([name]) => name === sort[0])[2];
    // Of the training that goes on, the stream knows more than the list.
    return (runs.data ?? []).map((one) => (one.id === run?.id ? { ...one, ...run } : one)).filter((one) => `${one.name} ${one.state} ${one.optimizer}`.toLowerCase().includes(filter.toLowerCase()))
      .sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * sort[1]);
  }, [runs.data, run, filter, sort]);
  const tick = (id) => setTicked(ticked.includes(id) ? ticked.filter((other) => other !== id) : [...ticked, id].slice(-colours.length));
  const drop = (one) => {
    setBusy(true);
    remove(`/api/runs/${encodeURIComponent(one.id)}`).then(() => {
      setTicked((old) => old.filter((id) => id !== one.id));
      setAsked((old) => (old === one.id ? null : old));
      setError(null);
      return runs.reload();
    }, setError).finally(() => setBusy(false));
  };
  const resume = (one) => {
    setBusy(true);
    post(`/api/runs/${encodeURIComponent(one.id)}/resume`).then(() => alive.current && (location.hash = "#/train"), setError).finally(() => setBusy(false));
  };

  return html`<${Page} title="Runs" lead="Every training leaves a folder. Tick some to lay their curves over each other.">
    <${ErrorNote} error=${runs.error ?? error} />
    ${runs.loading && !runs.data && html`<${Loading} what="Reading the runs" />`}
    ${runs.data?.length === 0 && html`<${Empty} title="No runs yet" action=${html`<a class="button primary" href="#/train">Train a network</a>`}>Start a training: it is kept with its settings, curves and weights.<//>`}
    ${runs.data?.length > 0 && html`<${Card} aside=${html`<label class="inline">filter <input type="search" value=${filter} onInput=${(event) => setFilter(event.target.value)} placeholder="name, state, optimizer" /></label>`} title=${`${runs.data.length} ${runs.data.length === 1 ? "run" : "runs"}`}>
      <div class="scroll" tabindex="0" role="group" aria-label="Runs"><table class="runs">
        <thead><tr><td></td>${columns.map(([name, text, , n]) => html`<th scope="col" class=${n ? "n" : ""} aria-sort=${sort[0] === name ? (sort[1] > 0 ? "ascending" : "descending") : "none"}>
          <button type="button" onClick=${() => setSort([name, sort[0] === name ? -sort[1] : 1])}>${text}${sort[0] === name ? (sort[1] > 0 ? " ↑" : " ↓") : ""}</button></th>`)}<th scope="col">settings</th><td></td></tr></thead>
        <tbody>${shown.map((one) => html`<tr key=${one.id} class=${ticked.includes(one.id) ? "on" : ""}>
          <td><input type="checkbox" checked=${ticked.includes(one.id)} onChange=${() => tick(one.id)} aria-label=${`Show the curves of ${one.name}`} /></td>
          <th scope="row">${ticked.includes(one.id) && html`<span class="swatch" style=${{ background: `var(${colours[ticked.indexOf(one.id)]})` }}></span>`}${one.name}</th>
          <td><${Badge} state=${one.state} /></td><td class="n">${one.started.slice(0, 16).replace("T", " ")}</td><td class="n">${duration(one.seconds)}</td>
          <td class="n">${one.best == null ? "–" : html`${percent(one.best)} <small>epoch ${one.bestEpoch}</small>`}</td><td class="n">${count(one.parameters)}</td>
          <td><small>${one.optimizer} ${one.rate == null ? "" : +one.rate.toPrecision(6)}${one.batch ? `, batch ${one.batch}` : ""}, seed ${one.seed}${one.recorded ? "; by another program" : ""}</small></td>
          <td>${asked === one.id ? html`<span class="reins"><button type="button" class="danger" disabled=${busy} onClick=${() => drop(one)}>Delete for good</button><button type="button" onClick=${() => setAsked(null)}>Keep</button></span>`
            : html`<span class="reins">${!one.recorded && ["stopped", "interrupted", "paused"].includes(one.state) && html`<button type="button" class="quiet" disabled=${busy} onClick=${() => resume(one)} aria-label=${`Resume ${one.name}`}><${Icon} name="play" /></button>`}
              <button type="button" class="quiet" disabled=${isActive(one)} onClick=${() => setAsked(one.id)} aria-label=${`Delete ${one.name}`}><${Icon} name="close" /></button></span>`}</td></tr>`)}</tbody></table></div>
      ${shown.length === 0 && html`<p class="hint">No run has “${filter}” in its name, state or optimizer.</p>`}<//>`}
    ${ticked.length > 0 && html`<${Compare} ids=${ticked} />`}
  <//>`;
}

const metrics = { "validation loss": [4, null], "validation accuracy": [5, null], loss: [2, 3], accuracy: [3, 4] };

function Compare({ ids }) {
  const [metric, setMetric] = useState("validation accuracy");
  const [axis, setAxis] = useState("epoch");
  const [factor, setFactor] = useState(0.6);
  const [log, setLog] = useState(false);
  const loaded = useLoaded(() => Promise.all(ids.map((id) => get(`/api/runs/${encodeURIComponent(id)}`))), [ids.join()]);
  const live = useCurves();
  const runs = (loaded.data ?? []).filter((run) => ids.includes(run.id))
    .map((run) => (run.id === live.run?.id && live.points.length ? { ...run, ...live.run, points: live.points, epochPoints: live.epochs } : run));
  const [column, point] = metrics[metric];
  const place = { epoch: 0, step: 1, seconds: 2 }[axis];
  // An epoch ends where its last point is.
  const endOf = (run, epoch) => (place === 0 ? epoch[0] : run.points.findLast((one) => one[0] <= epoch[0] + 1e-6)?.[place] ?? epoch[0]);
  const series = runs.map((run) => ({
    name: run.name, color: colours[ids.indexOf(run.id)], width: 2, dots: point === null,
    x: point === null ? run.epochPoints.map((epoch) => endOf(run, epoch)) : run.points.map((one) => one[place]),
    y: smooth(point === null ? run.epochPoints.map((epoch) => epoch[column]) : run.points.map((one) => one[point]), point === null ? 0 : factor),
  }));
  const settings = runs.map((run) => ({
    data: run.data, pictures: count(run.limit), optimizer: run.optimizer, "learning rate": run.rate == null ? "" : +run.rate.toPrecision(6), batch: run.batch, epochs: run.epochs, seed: run.seed, parameters: count(run.parameters),
    "to resume": run.command ?? (["stopped", "interrupted", "paused"].includes(run.state) ? "its button in the table" : ""),
    layers: run.layers.map((layer) => layer.class + (layer.config.filters ?? layer.config.units ? ` ${layer.config.filters ?? layer.config.units}` : "")).join(", "),
  }));
  const differing = settings.length > 1 ? Object.keys(settings[0]).filter((key) => new Set(settings.map((one) => one[key])).size > 1) : Object.keys(settings[0] ?? {}).filter((key) => settings[0][key] !== "");
  return html`<${Card} title="Curves" aside=${html`<${Segments} label="Metric" value=${metric} onChange=${setMetric} options=${Object.keys(metrics).map((name) => [name, name])} />`}>
      <${ErrorNote} error=${loaded.error} />
      <div class="tools first-tools"><${Segments} label="Horizontal axis" value=${axis} onChange=${setAxis} options=${[["epoch", "epochs"], ["step", "steps"], ["seconds", "time"]]} />
        ${point !== null && html`<label class="range">smoothing <input type="range" min="0" max="0.98" step="0.02" value=${factor} onInput=${(event) => setFactor(Number(event.target.value))} /> <output>${factor.toFixed(2)}</output></label>`}
        <label class="check"><input type="checkbox" checked=${log} onChange=${(event) => setLog(event.target.checked)} />logarithmic</label><span class="note">drag to zoom, double-click to reset</span></div>
      ${series.length > 0 && html`<${Chart} label=${metric} series=${series} log=${log} xLabel=${axis} height=${300} format=${metric.endsWith("accuracy") ? (value) => `${(value * 100).toFixed(2)} %` : undefined} />`}<//>
    ${settings.length > 0 && html`<${Card} title=${settings.length > 1 ? "What differs" : "Settings"}>
      ${differing.length === 0 ? html`<p class="hint">These runs have the same settings.</p>` : html`<div class="scroll" tabindex="0" role="group" aria-label="Settings"><table><thead><tr><td></td>${runs.map((run) => html`<th scope="col"><span class="swatch" style=${{ background: `var(${colours[ids.indexOf(run.id)]})` }}></span>${run.name}</th>`)}</tr></thead>
        <tbody>${differing.map((key) => html`<tr><th scope="row">${key}</th>${settings.map((one) => html`<td>${one[key]}</td>`)}</tr>`)}</tbody></table></div>`}
      <//>`}`;
}
