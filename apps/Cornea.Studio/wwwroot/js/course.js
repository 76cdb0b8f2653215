// Course: the lessons, their text beside the code it speaks of. Each block can be run; what it printed stands beside it.
import { useState, useEffect, useRef } from "../vendor/preact.js";
import { html, Page, Card, Icon, ErrorNote, Loading, useLoaded } from "./ui.js";
import { get, post, remove } from "./api.js";

export function CoursePage({ query }) {
  const lessons = useLoaded(() => get("/api/lessons"), []);
  const id = lessons.data?.find((lesson) => lesson.id === query.get("lesson"))?.id ?? lessons.data?.[0]?.id;
  return html`<${Page} title="Course" lead="From the first picture of a digit to a network in production, in twelve programs. Every block runs here.">
    <${ErrorNote} error=${lessons.error} />${lessons.loading && !lessons.data && html`<${Loading} what="Opening the lessons" />`}
    ${lessons.data && html`<div class="course">
      <label class="field contents-choice"><span>lesson</span><select value=${id} onChange=${(event) => (location.hash = `#/course?lesson=${event.target.value}`)}>${lessons.data.map((lesson, i) => html`<option value=${lesson.id}>${`${i + 1}. ${lesson.title}`}</option>`)}</select></label>
      <nav class="contents" aria-label="Lessons"><ol>${lessons.data.map((lesson, i) => html`<li><a href=${`#/course?lesson=${lesson.id}`} aria-current=${lesson.id === id ? "page" : undefined}><i>${i + 1}</i>${lesson.title}</a></li>`)}</ol></nav>
      <${Lesson} id=${id} key=${id} />
    </div>`}<//>`;
}

function Lesson({ id }) {
  const lesson = useLoaded(() => get(`/api/lessons/${id}`), [id]);
  const run = useRun(id);
  const [whole, setWhole] = useState(false);
  if (!lesson.data) return lesson.error ? html`<${ErrorNote} error=${lesson.error} />` : html`<${Loading} />`;
  const { blocks } = lesson.data;
  const running = run.state === "running";
  // Blocks with code are numbered as they are met.
  return html`<article class="lesson"><${Card} title=${lesson.data.title}>
    <div class="reins lesson-reins">
      <button type="button" class="primary" disabled=${running} onClick=${() => run.start(blocks.length - 1, whole)}><${Icon} name="play" />Run the lesson</button>
      ${running ? html`<button type="button" onClick=${run.stop}><${Icon} name="stop" />Stop</button>`
        : run.outputs.length > 0 && html`<button type="button" onClick=${run.stop}><${Icon} name="reset" />Begin again</button>`}
      <label class="check"><input type="checkbox" checked=${whole} disabled=${running} onChange=${(event) => setWhole(event.target.checked)} />all of the data (slower)</label>
      <span class="note" role="status">${says(run, blocks)}</span>
    </div>
    <${ErrorNote} error=${run.error} />
    <details class="command"><summary>Run it without this page</summary><pre tabindex="0" aria-label="How to run it"><code>${lesson.data.command}</code></pre></details>
    ${blocks.map((block, i) => html`<${Block} block=${block} number=${i} run=${run} whole=${whole} key=${i} />`)}<//></article>`;
}

function says(run, blocks) {
  if (run.state === "running") return `Running block ${run.block + 1} of ${blocks.length}…`;
  if (run.state === "waiting") return `Stands before block ${run.block + 1} of ${blocks.length}.`;
  if (run.isTaken) return "Another lesson was started, in this page or another; this one has ended.";
  return { finished: "Has come to its end.", failed: "Ended with an error.", stopped: "Was stopped." }[run.state] ?? "";
}

function Block({ block, number, run, whole }) {
  const [heading, ...rest] = block.isHeading ? block.text.split("\n") : ["", block.text];
  const text = rest.join(" ");
  const outputs = run.outputs.filter((output) => output.block === number && !(output.kind === "heading" && output.content === heading));
  const busy = run.state === "running";
  const here = busy && run.block === number;
  return html`<section class=${here ? "block running" : "block"}>
    ${heading && html`<h3>${heading}</h3>`}${text && html`<p>${text}</p>`}
    ${block.code && html`<div class=${outputs.length || here ? "cell with-outputs" : "cell"}>
      <div class="source"><pre tabindex="0" aria-label=${`Code of block ${number + 1}`}><code>${block.code.split("\n").map((line) => html`<span class="line" style=${{ "--indent": line.length - line.trimStart().length }}>${colour(line)}${"\n"}</span>`)}</code></pre>
        <button type="button" class="run-block" disabled=${busy} aria-label=${`Run block ${number + 1}`} title="Run up to here" onClick=${() => run.start(number, whole)}><${Icon} name="play" />Run</button></div>
      ${(outputs.length > 0 || here) && html`<div class="outputs" aria-live="polite" tabindex="0" role="group" aria-label=${`What block ${number + 1} printed`}>
        ${outputs.map((output) => html`<${Output} output=${output} />`)}${here && html`<${Loading} what="Running" />`}</div>`}
    </div>`}</section>`;
}

function Output({ output: { kind, content, width } }) {
  if (kind === "picture") return html`<img class="shown" alt="The picture that was shown" src=${`data:image/png;base64,${content}`} style=${{ width: `${width * Math.max(1, Math.min(6, Math.floor(480 / width)))}px` }} />`;
  if (kind === "plot") return html`<img class="plot" alt="The plot that was shown" src=${`data:image/svg+xml;base64,${content}`} />`;
  if (kind === "heading") return html`<h4>${content}</h4>`;
  if (kind === "text") return html`<p>${content.replace(/\s*\n\s*/g, " ")}</p>`;
  return html`<pre class=${kind} tabindex="0" role="group" aria-label="What was printed">${content.trimEnd()}</pre>`;
}

// The run of a lesson on the server: started, and asked for what is new until it waits or has ended.
function useRun(id) {
  const [run, setRun] = useState({ state: "none", block: 0, outputs: [], error: null });
  const life = useRef({ count: 0, alive: true, timer: 0, asked: 0 });
  const path = `/api/lessons/${encodeURIComponent(id)}/run`;
  const take = (answer, isNew) => {
    const mine = life.current;
    if (!isNew && answer.state === "none") return setRun((old) => ({ ...old, state: "none", isTaken: true }));
    const fresh = answer.outputs ?? [];
    const first = answer.first ?? 0;
    mine.count = first + fresh.length;
    setRun((old) => ({ state: answer.state, block: answer.block ?? 0, outputs: [...(isNew ? [] : old.outputs.slice(0, first)), ...fresh], error: null, isTaken: false }));
    if (answer.state === "running") mine.timer = setTimeout(() => ask(() => get(`${path}?from=${mine.count}`), false), 150);
  };
  // Answers may come in another order than their questions: only that of the last question counts.
  const ask = (request, isNew) => {
    const mine = life.current;
    const number = ++mine.asked;
    clearTimeout(mine.timer);
    const counts = () => mine.alive && number === mine.asked;
    return request().then((answer) => counts() && take(answer, isNew), (error) => counts() && setRun((old) => ({ ...old, state: "none", error })));
  };
  useEffect(() => {
    life.current.alive = true;
    ask(() => get(path), true);
    return () => {
      life.current.alive = false;
      clearTimeout(life.current.timer);
    };
  }, [id]);
  return {
    ...run,
    start: (block, whole) => ask(() => post(path, { block, whole }), true),
    stop: () => ask(() => remove(path), true),
  };
}

// Comments, strings, numbers and words of C#, each in a colour of its own. Everything stays text.
const parts = /(\/\/[^\n]*)|(\$?"(?:\\.|[^"\\])*")|(\b(?:using|var|new|foreach|for|if|else|return|in|static|true|false|null|await|string|int|double|float|bool)\b)|(\b\d[\d_.]*(?:e-?\d+)?f?\b)|(\b[A-Z]\w*)/g;
function colour(code) {
  const spans = [];
  let at = 0;
  for (const match of code.matchAll(parts)) {
    if (match.index > at) spans.push(code.slice(at, match.index));
    const kind = ["comment", "string", "word", "number", "type"][match.slice(1).findIndex((part) => part !== undefined)];
    spans.push(html`<span class=${`c-${kind}`}>${match[0]}</span>`);
    at = match.index + match[0].length;
  }
  spans.push(code.slice(at));
  return spans;
}
