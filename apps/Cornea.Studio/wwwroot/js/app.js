// The shell: navigation, theme, and the page that the address names.
import { html, render, useState, useEffect } from "../vendor/preact.js";
import { Icon, duration, percent } from "./ui.js";
import { connect, useLive, isActive } from "./live.js";
import { TrainPage } from "./train.js";
import { DrawPage } from "./draw.js";
import { EvaluatePage } from "./evaluate.js";
import { ModelPage } from "./model.js";
import { RunsPage } from "./runs.js";
import { LabPage } from "./lab.js";
import { PlaygroundPage } from "./playground.js";
import { CoursePage } from "./course.js";

const pages = [
  ["train", "Train", TrainPage],
  ["draw", "Draw", DrawPage],
  ["evaluate", "Evaluate", EvaluatePage],
  ["model", "Model", ModelPage],
  ["runs", "Runs", RunsPage],
  ["lab", "Convolution lab", LabPage],
  ["playground", "Playground", PlaygroundPage],
  ["course", "Course", CoursePage],
];

// #/draw?run=x names a page and what it shows.
export function place() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  return { name: pages.some(([name]) => name === path) ? path : "train", query: new URLSearchParams(query ?? "") };
}

function Theme() {
  const [theme, setTheme] = useState(document.documentElement.dataset.theme);
  const other = theme === "dark" ? "light" : "dark";
  const change = () => {
    document.documentElement.dataset.theme = other;
    try {
      localStorage.setItem("theme", other);
    } catch {
      // Not remembered.
    }
    setTheme(other);
    dispatchEvent(new Event("theme"));
  };
  return html`<button type="button" class="quiet theme" onClick=${change} aria-label=${`Use the ${other} theme`}>
    <${Icon} name=${theme === "dark" ? "sun" : "moon"} /><span>${theme === "dark" ? "Light" : "Dark"}</span></button>`;
}

function Status() {
  const { run, connected, known, points } = useLive();
  if (known && !connected) return html`<p class="status lost" role="status"><i></i>Server not reachable</p>`;
  if (!isActive(run)) return html`<p class="status"><i></i>${known ? "No training runs" : "Connecting…"}</p>`;
  const done = (run.epoch + (run.steps ? run.step / run.steps : 0)) / run.epochs;
  return html`<a class="status on" href="#/train"><i></i><span><b>${run.name}</b>
    ${run.state}, ${percent(done, 0)}${points.length ? `, ${duration(run.seconds)}` : ""}</span></a>`;
}

function App() {
  const [at, setAt] = useState(place());
  useEffect(() => {
    const moved = () => {
      setAt(place());
      scrollTo(0, 0);
      requestAnimationFrame(() => document.getElementById("title")?.focus({ preventScroll: true }));
    };
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  const [name, title, Current] = pages.find(([key]) => key === at.name);
  // On a narrow page the names of the pages stand in a row that is wider than it.
  useEffect(() => document.querySelector(".side nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }), [name]);
  useEffect(() => (document.title = `${title} – Cornea Studio`), [title]);
  return html`
    <a class="skip" href="#title" onClick=${(event) => { event.preventDefault(); document.getElementById("title")?.focus(); }}>Skip to the page</a>
    <div class="shell">
      <div class="side">
        <a class="brand" href="#/train"><img src="/icon.svg" alt="" width="30" height="30" /><span><b>Cornea</b> Studio</span></a>
        <nav aria-label="Pages"><ul>${pages.map(([key, text]) => html`<li><a href=${`#/${key}`} aria-current=${key === name ? "page" : undefined}>
          <${Icon} name=${key} /><span>${text}</span></a></li>`)}</ul></nav>
        <div class="foot"><${Status} /><${Theme} /></div>
      </div>
      <main key=${name}><${Current} query=${at.query} /></main>
    </div>`;
}

connect();
const root = document.getElementById("app");
root.textContent = "";
render(html`<${App} />`, root);
