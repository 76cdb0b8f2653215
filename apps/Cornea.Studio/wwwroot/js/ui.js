// Parts that all pages share.
import { html, useState, useEffect, useRef, useCallback } from "../vendor/preact.js";

const paths = {
  train: "M3 17l5-6 4 4 8-10M20 5v5M20 5h-5",
  draw: "M4 20l1-5L16 4l4 4L9 19zM13 7l4 4",
  evaluate: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  model: "M12 3v6M5 15v-3h14v3M12 9v3M3 15h4v5H3zM10 15h4v5h-4zM17 15h4v5h-4z",
  runs: "M4 6h16M4 12h16M4 18h10",
  lab: "M4 4h16v16H4zM4 9.3h16M4 14.6h16M9.3 4v16M14.6 4v16",
  playground: "M5 12a2 2 0 1 0 0-.01M19 6a2 2 0 1 0 0-.01M19 18a2 2 0 1 0 0-.01M7 11l10-4M7 13l10 4",
  course: "M4 5a3 3 0 0 1 3-1h5v16H7a3 3 0 0 0-3 1zM20 5a3 3 0 0 0-3-1h-5v16h5a3 3 0 0 1 3 1z",
  play: "M7 4l13 8-13 8z",
  pause: "M8 5v14M16 5v14",
  stop: "M6 6h12v12H6z",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 5v14M5 12h14",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
  moon: "M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10z",
  upload: "M12 16V4M7 9l5-5 5 5M4 20h16",
  undo: "M4 9h10a6 6 0 0 1 0 12h-3M4 9l5-5M4 9l5 5",
  download: "M12 4v12M7 11l5 5 5-5M4 20h16",
  step: "M5 5l9 7-9 7zM18 5v14",
  reset: "M4 12a8 8 0 1 0 3-6.2M4 4v5h5",
};

// Where there is little room, as on a phone.
export const isNarrow = () => matchMedia("(max-width: 760px)").matches;

export const Icon = ({ name }) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${paths[name]} /></svg>`;

export const Page = ({ title, lead, actions, children }) => html`
  <header class="page-head">
    <div>
      <h1 tabindex="-1" id="title">${title}</h1>
      ${lead && html`<p class="lead">${lead}</p>`}
    </div>
    ${actions && html`<div class="actions">${actions}</div>`}
  </header>
  ${children}`;

export const Card = ({ title, note, aside, children, ...rest }) => html`
  <section class="card" ...${rest}>
    ${title && html`<header class="card-head"><h2>${title}</h2>${note && html`<span class="note">${note}</span>`}
      ${aside && html`<div class="aside">${aside}</div>`}</header>`}
    ${children}
  </section>`;

export const Empty = ({ title, children, action }) => html`
  <div class="empty">
    <svg viewBox="0 0 120 60" aria-hidden="true"><path d="M6 30Q60-14 114 30Q60 74 6 30z" /><circle cx="60" cy="30" r="17" /><circle class="pupil" cx="60" cy="30" r="7" /></svg>
    <h2>${title}</h2><p>${children}</p>${action}
  </div>`;

export const ErrorNote = ({ error }) => error && html`<p class="error" role="alert">${error.message ?? String(error)}</p>`;
export const Loading = ({ what = "Loading" }) => html`<p class="loading" role="status"><span class="spinner"></span>${what}…</p>`;

export const Stat = ({ label, value, unit, tone }) => html`
  <div class=${`stat ${tone ?? ""}`}><dt>${label}</dt><dd>${value}${unit && html`<small>${unit}</small>`}</dd></div>`;

export const Field = ({ label, hint, wide, children }) => html`
  <label class=${wide ? "field wide-field" : "field"}><span>${label}</span>${children}${hint && html`<small>${hint}</small>`}</label>`;

export const Segments = ({ label, value, options, onChange }) => html`
  <div class="segments" role="group" aria-label=${label}>
    ${options.map(([key, text]) => html`<button type="button" aria-pressed=${value === key} onClick=${() => onChange(key)}>${text}</button>`)}
  </div>`;

// Loads something, and again when what it depends on changes; keeps the old until the new is there. An answer that another question has
// overtaken is dropped. What could not be loaded is asked for again once the server is reached again.
export function useLoaded(load, dependencies) {
  const [state, setState] = useState({ loading: true, data: null, error: null });
  const again = useRef(0);
  const reload = useCallback(() => {
    const mine = ++again.current;
    setState((old) => ({ ...old, loading: true }));
    return Promise.resolve().then(load).then(
      (data) => mine === again.current && setState({ loading: false, data, error: null }),
      (error) => mine === again.current && setState((old) => ({ ...old, loading: false, error })));
  }, dependencies);
  useEffect(() => {
    reload();
    return () => again.current++;
  }, [reload]);
  useReconnected(() => state.error && reload());
  return { ...state, reload };
}

// Does something when the server is reached again after it was not.
export function useReconnected(work) {
  const latest = useRef();
  latest.current = work;
  useEffect(() => {
    const listener = () => latest.current();
    addEventListener("reconnected", listener);
    return () => removeEventListener("reconnected", listener);
  }, []);
}

// Whether the part still stands on the page: what comes after it has gone must move nobody elsewhere.
export function useAlive() {
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => (alive.current = false);
  }, []);
  return alive;
}

const plain = new Intl.NumberFormat("en-US");
export const count = (value) => (value == null ? "–" : plain.format(value));
export const percent = (value, digits = 2) => (value == null ? "–" : `${(value * 100).toFixed(digits)} %`);
export const number = (value, digits = 4) => (value == null ? "–" : Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-3)
  ? value.toExponential(2) : value.toFixed(digits));
export const duration = (seconds) => {
  if (seconds == null || !isFinite(seconds)) return "–";
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${String(rest).padStart(2, "0")}` : `${minutes}:${String(rest).padStart(2, "0")}`;
};
export const short = (value) => (value == null ? "–" : value >= 1e9 ? `${(value / 1e9).toFixed(1)} G` : value >= 1e6 ? `${(value / 1e6).toFixed(1)} M`
  : value >= 1e4 ? `${(value / 1e3).toFixed(0)} k` : count(value));
export { html };
