// The choice of a network, shared by the pages that look into one.
import { useRef } from "../vendor/preact.js";
import { html, useLoaded, Empty, Loading, ErrorNote } from "./ui.js";
import { get } from "./api.js";
import { useLive, isActive } from "./live.js";

export function useModels() {
  const { run } = useLive();
  // Again when a training starts or ends: then a network is there that was not.
  return useLoaded(() => get("/api/models"), [run?.id, run?.hasModel, isActive(run)]);
}

export function choose(page, key, id) {
  location.replace(`#/${page}?${new URLSearchParams({ [key]: id })}`);
}

export const ModelChoice = ({ models, value, onChange, label = "network" }) => html`<label class="inline">${label}
  <select value=${value} onChange=${(event) => onChange(event.target.value)}>
    ${models.map((model) => html`<option value=${model.id}>${model.name}${model.kind === "training" ? " (training)" : model.kind === "file" ? " (file)" : ""}</option>`)}
  </select></label>`;

// Shows the page of a network, or says how to get one.
export function WithModel({ page, query, title, children }) {
  const models = useModels();
  const shown = useRef(null);
  if (!models.data) return models.error ? html`<${ErrorNote} error=${models.error} />` : html`<${Loading} what="Looking for networks" />`;
  if (!models.data.length) {
    return html`<${Empty} title=${title} action=${html`<a class="button primary" href="#/train">Train a network</a>`}>
      There is no network yet. A small one is trained in a minute.<//>`;
  }
  // The one that is named, else the one that was shown: a training that begins elsewhere takes nobody's drawing away.
  const id = [query.get("model"), shown.current].find((one) => models.data.some((model) => model.id === one)) ?? models.data[0].id;
  shown.current = id;
  return children(id, models.data, (other) => choose(page, "model", other), models.reload);
}
