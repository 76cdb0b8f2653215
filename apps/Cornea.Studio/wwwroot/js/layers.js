// The list of layers: each row shows what leaves it, and an error stands at the layer that has it.
import { useState, useEffect, useRef } from "../vendor/preact.js";
import { html, Card, Icon, ErrorNote, useReconnected, count, short } from "./ui.js";
import { post } from "./api.js";

let nextKey = 1000;

const toText = (value) => (Array.isArray(value) ? value.join(", ") : value ?? "");
function fromText(field, text) {
  if (field.kind === "list") return text.split(/[,\s×x]+/).filter(Boolean).map(Number);
  if (field.kind === "choice" || field.kind === "text") return text;
  return text === "" ? null : Number(text);
}
const valuesOf = (fields) => Object.fromEntries(fields.map((field) => [field.key, fromText(field, field.default)]));

// A block as high as the picture is and as wide as it is deep: what convolution and pooling do can be seen down the list.
function Slab({ shape }) {
  if (!shape) return html`<svg class="slab" viewBox="0 0 64 30" aria-hidden="true"></svg>`;
  const picture = shape.length > 2;
  const high = picture ? Math.max(3, Math.min(26, shape[0] * 0.9)) : 3;
  const wide = Math.max(3, Math.min(58, picture ? Math.sqrt(shape.at(-1)) * 6 : Math.sqrt(shape.at(-1) ?? 1) * 2.2));
  return html`<svg class="slab" viewBox="0 0 64 30" aria-hidden="true"><rect x="2" y=${15 - high / 2} width=${wide} height=${high} rx="1.5" /></svg>`;
}

const Shape = ({ shape }) => html`<span class="shape">${shape ? shape.join(" × ") || "1" : "?"}</span>`;

export function LayerEditor({ catalogue, layers, onChange, onChecked }) {
  const [checked, setChecked] = useState(null);
  const [error, setError] = useState(null);
  const [adding, setAdding] = useState("Dense");
  const asked = useRef(0);
  const list = useRef();

  const [again, setAgain] = useState(0);
  useReconnected(() => error && setAgain((old) => old + 1));
  useEffect(() => {
    const mine = ++asked.current;
    const timer = setTimeout(() => post("/api/check", { layers: layers.map(({ class: name, config }) => ({ class: name, config })) }).then(
      (answer) => {
        if (mine !== asked.current) return;
        setChecked(answer);
        setError(null);
        onChecked(answer.fits);
      },
      (failure) => mine === asked.current && (setError(failure), onChecked(false))), 120);
    return () => clearTimeout(timer);
  }, [layers, again]);

  const put = (index, layer) => onChange(layers.map((other, i) => (i === index ? layer : other)));
  const drop = (index) => onChange(layers.filter((_, i) => i !== index));
  const move = (from, to) => {
    const moved = [...layers];
    moved.splice(to, 0, ...moved.splice(from, 1));
    onChange(moved);
    requestAnimationFrame(() => list.current?.querySelectorAll("li.layer")[to]?.querySelector(to < from ? ".move-up" : ".move-down")?.focus());
  };
  const add = () => {
    const kind = catalogue.layers.find((one) => one.class === adding);
    const ends = layers.at(-1)?.class === "Dense" && layers.at(-1).config.activation === "softmax";
    const made = { class: adding, config: valuesOf(kind.fields), key: nextKey++ };
    onChange(ends ? [...layers.slice(0, -1), made, layers.at(-1)] : [...layers, made]);
  };
  const use = (name) => {
    const preset = catalogue.presets.find((one) => one.name === name);
    if (preset) onChange(preset.layers.map((layer) => ({ ...structuredClone(layer), key: nextKey++ })));
  };
  const groups = [...new Set(catalogue.layers.map((one) => one.group))];
  const preset = catalogue.presets.find((one) => JSON.stringify(one.layers.map(({ class: c, config }) => [c, config])) === JSON.stringify(layers.map(({ class: c, config }) => [c, config])));

  return html`<${Card} title="Layers" note=${checked ? `${count(checked.parameters)} parameters, ${short(checked.macs)} multiply-adds a picture` : ""}
      aside=${html`<label class="inline">begin with <select value=${preset?.name ?? ""} onChange=${(event) => use(event.target.value)}>
        <option value="" disabled>own layers</option>${catalogue.presets.map((one) => html`<option value=${one.name}>${one.name}</option>`)}</select></label>`}>
    ${preset && html`<p class="note about">${preset.about}</p>`}
    <ol class="layers" ref=${list}>
      <li class="source"><${Slab} shape=${[28, 28, 1]} /><div class="what"><div class="first"><b>Picture</b><span class="gives"><${Shape} shape=${[28, 28, 1]} /></span></div></div></li>
      ${layers.map((layer, i) => html`<${Row} key=${layer.key} layer=${layer} index=${i} last=${layers.length - 1} known=${checked?.layers[i]}
        kind=${catalogue.layers.find((one) => one.class === layer.class)} onPut=${put} onMove=${move} onDrop=${drop} />`)}
    </ol>
    <div class="add"><label class="inline">add <select value=${adding} onChange=${(event) => setAdding(event.target.value)} aria-label="Class of the layer to add">
      ${groups.map((group) => html`<optgroup label=${group}>${catalogue.layers.filter((one) => one.group === group).map((one) => html`<option value=${one.class}>${one.class}</option>`)}</optgroup>`)}</select></label>
      <button type="button" onClick=${add}><${Icon} name="plus" />Add layer</button></div>
    <${ErrorNote} error=${error} />
  <//>`;
}

function Row({ layer, index, last, known, kind, onPut, onMove, onDrop }) {
  const set = (field) => (event) => onPut(index, { ...layer, config: { ...layer.config, [field.key]: fromText(field, event.target.value) } });
  const say = (text) => `${text} ${layer.class}, layer ${index + 1}`;
  return html`<li class=${`layer ${known?.error ? "wrong" : ""}`}>
    <${Slab} shape=${known?.shape} />
    <div class="what"><div class="first"><b>${layer.class}</b><span class="gives">${!!known?.parameters && html`<small>${count(known.parameters)} parameters</small>`}<${Shape} shape=${known?.shape} /></span></div>
      ${(kind?.fields ?? []).map((field) => html`<label>${field.label}
        ${field.kind === "choice"
          ? html`<select value=${layer.config[field.key] ?? field.choices[0]} onChange=${set(field)}>${field.choices.map((choice) => html`<option value=${choice}>${choice}</option>`)}</select>`
          : html`<input inputmode=${field.kind === "list" ? "text" : "decimal"} class=${field.kind} value=${toText(layer.config[field.key] ?? (field.key === "strides" ? 1 : ""))} onChange=${set(field)} />`}</label>`)}
    </div>
    <div class="buttons">
      <button type="button" class="quiet move-up" disabled=${index === 0} aria-label=${say("Move up")} onClick=${() => onMove(index, index - 1)}><${Icon} name="up" /></button>
      <button type="button" class="quiet move-down" disabled=${index === last} aria-label=${say("Move down")} onClick=${() => onMove(index, index + 1)}><${Icon} name="down" /></button>
      <button type="button" class="quiet" aria-label=${say("Remove")} onClick=${() => onDrop(index)}><${Icon} name="close" /></button>
    </div>
    ${known?.error && html`<p class="error" role="alert">${known.error}</p>`}
  </li>`;
}
