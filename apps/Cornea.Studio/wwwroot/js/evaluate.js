// Evaluate: where the network is right, where it is wrong, and how sure it is.
import { useState } from "../vendor/preact.js";
import { html, Page, Card, ErrorNote, Loading, Stat, useLoaded, count, percent } from "./ui.js";
import { get } from "./api.js";
import { Picture, bytesOf } from "./pixels.js";
import { WithModel, ModelChoice } from "./choose.js";

export const EvaluatePage = ({ query }) => html`<${WithModel} page="evaluate" query=${query} title="See where a network is wrong">
  ${(id, models, change) => html`<${Evaluate} id=${id} models=${models} onModel=${change} key=${id} />`}<//>`;

function Evaluate({ id, models, onModel }) {
  const result = useLoaded(() => get(`/api/models/${encodeURIComponent(id)}/evaluation`), [id]);
  const [cell, setCell] = useState(null);
  const data = result.data;
  return html`<${Page} title="Evaluate" lead="The network reads test pictures it has never seen."
      actions=${html`<${ModelChoice} models=${models} value=${id} onChange=${onModel} /><button type="button" disabled=${result.loading} onClick=${result.reload}>Read again</button>`}>
    <${ErrorNote} error=${result.error} />
    ${result.loading && !data && html`<${Loading} what="Reading the test pictures" />`}
    ${data && html`
      <${Card}><dl class="stats"><${Stat} label="accuracy" value=${percent(data.accuracy)} tone="val" /><${Stat} label="test pictures" value=${count(data.count)} />
        <${Stat} label="top-3 accuracy" value=${percent(data.top3)} /><${Stat} label="misclassified" value=${count(Math.round(data.count * (1 - data.accuracy)))} /></dl><//>
      <div class="two">
        <${Card} title="Confusion matrix" note="rows: what it is; columns: what the network says">
          <${Matrix} data=${data} cell=${cell} onCell=${setCell} /><//>
        ${cell ? html`<${Cell} id=${id} cell=${cell} classes=${data.classes} version=${data.version} key=${cell.join()} />`
          : html`<${Card} title="Pictures of a cell"><p class="hint">Choose a cell of the matrix: the pictures it counts stand here.</p><//>`}
      </div>
      <div class="two"><${PerClass} data=${data} /><${Calibration} bins=${data.calibration} error=${data.calibrationError} /></div>
      <${Card} title="Worst mistakes" note="wrong, and sure of it"><${Gallery} pictures=${data.worst} classes=${data.classes} /><//>`}
  <//>`;
}

function Matrix({ data, cell, onCell }) {
  const most = Math.max(1, ...data.matrix.flatMap((row, i) => row.filter((_, j) => i !== j)));
  const shade = (value, right, row) => (right ? `color-mix(in srgb, var(--good) ${Math.round(16 + 26 * (value / row))}%, var(--surface))` : `color-mix(in srgb, var(--bad) ${Math.round(8 + 32 * (value / most))}%, var(--surface))`);
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Confusion matrix"><table class="matrix">
    <thead><tr><td></td>${data.classes.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>${data.matrix.map((row, i) => html`<tr><th scope="row">${data.classes[i]}</th>${row.map((value, j) => html`<td>
      <button type="button" class=${value ? "" : "none"} disabled=${!value} aria-pressed=${cell?.[0] === i && cell?.[1] === j} style=${value ? { background: shade(value, i === j, row.reduce((a, b) => a + b, 0)) } : undefined}
        aria-label=${`${value} pictures of ${data.classes[i]} read as ${data.classes[j]}`} onClick=${() => onCell([i, j])}>${value || "·"}</button></td>`)}</tr>`)}</tbody></table></div>`;
}

function Cell({ id, cell, classes, version }) {
  const pictures = useLoaded(() => get(`/api/models/${encodeURIComponent(id)}/evaluation/cell?actual=${cell[0]}&predicted=${cell[1]}`), [id, cell.join(), version]);
  return html`<${Card} title=${`${classes[cell[0]]} read as ${classes[cell[1]]}`} note=${pictures.data ? `${pictures.data.length} shown, the surest first` : ""} id="cell">
    <${ErrorNote} error=${pictures.error} />${pictures.loading && html`<${Loading} />`}
    ${pictures.data && html`<${Gallery} pictures=${pictures.data} classes=${classes} brief />`}<//>`;
}

const Gallery = ({ pictures, classes, brief }) => pictures.length === 0 ? html`<p class="hint">None: every test picture was read right.</p>`
  : html`<div class="gallery">${pictures.map((picture) => html`<figure key=${picture.index}>
    <${Picture} values=${bytesOf(picture.pixels)} size=${brief ? 52 : 64} label=${`Test picture ${picture.index}: a ${classes[picture.label]}, read as ${classes[picture.predicted]}`} />
    <figcaption>${brief ? percent(picture.probability, 0) : html`${classes[picture.label]} → <b>${classes[picture.predicted]}</b><span>${percent(picture.probability, 0)}</span>`}</figcaption></figure>`)}</div>`;

const PerClass = ({ data }) => html`<${Card} title="Per class"><div class="scroll" tabindex="0" role="group" aria-label="Per class"><table>
  <thead><tr><th scope="col">class</th>${["precision", "recall", "F1", "pictures"].map((name) => html`<th scope="col" class="n">${name}</th>`)}</tr></thead>
  <tbody>${data.perClass.map((one, i) => html`<tr><th scope="row">${data.classes[i]}</th><td class="n">${percent(one.precision)}</td><td class="n">${percent(one.recall)}</td><td class="n">${percent(one.f1)}</td><td class="n">${count(one.support)}</td></tr>`)}</tbody></table></div><//>`;

// Bars as high as answers of a certainty are right; on the diagonal certainty is worth what it says.
function Calibration({ bins, error }) {
  const [w, h, left, bottom] = [320, 200, 34, 26];
  const x = (part) => left + part * (w - left - 20); // half of the last label stands beside the axis
  const y = (part) => h - bottom - part * (h - bottom - 8);
  return html`<${Card} title="Calibration" note="accuracy by confidence">
    <svg class="reliability" viewBox=${`0 0 ${w} ${h}`} role="img" aria-label=${`Accuracy by certainty: ${bins.filter((bin) => bin.count).map((bin) => `${percent(bin.certainty, 0)} sure, ${percent(bin.accuracy, 0)} right`).join("; ")}`}>
      ${bins.map((bin, i) => bin.count > 0 && html`<rect x=${x(i / 10) + 2} width=${x(0.1) - x(0) - 4} y=${y(bin.accuracy)} height=${y(0) - y(bin.accuracy)} rx="2"><title>${count(bin.count)} answers</title></rect>`)}
      <line x1=${x(0)} y1=${y(0)} x2=${x(1)} y2=${y(1)} stroke-dasharray="4 4" /><path d=${`M${x(0)} ${y(1)}V${y(0)}H${x(1)}`} />
      ${[0, 0.5, 1].map((part) => html`<text x=${x(part)} y=${h - 8} text-anchor="middle">${percent(part, 0)}</text><text x=${left - 4} y=${y(part) + 4} text-anchor="end">${part * 100}</text>`)}
    </svg><p class="note">Bars below the line: overconfident. Expected calibration error <span class="inline">${percent(error, 1)}.</span></p><//>`;
}
