// Course: the lessons, their text beside the code it speaks of.
import { html, Page, Card, ErrorNote, Loading, useLoaded } from "./ui.js";
import { get } from "./api.js";

export function CoursePage({ query }) {
  const lessons = useLoaded(() => get("/api/lessons"), []);
  const id = lessons.data?.find((lesson) => lesson.id === query.get("lesson"))?.id ?? lessons.data?.[0]?.id;
  return html`<${Page} title="Course" lead="From the first picture of a digit to a network that reads it, in ten programs.">
    <${ErrorNote} error=${lessons.error} />${lessons.loading && !lessons.data && html`<${Loading} what="Opening the lessons" />`}
    ${lessons.data && html`<div class="course">
      <nav class="contents" aria-label="Lessons"><ol>${lessons.data.map((lesson, i) => html`<li><a href=${`#/course?lesson=${lesson.id}`} aria-current=${lesson.id === id ? "page" : undefined}><i>${i + 1}</i>${lesson.title}</a></li>`)}</ol></nav>
      <${Lesson} id=${id} key=${id} />
    </div>`}<//>`;
}

function Lesson({ id }) {
  const lesson = useLoaded(() => get(`/api/lessons/${id}`), [id]);
  if (!lesson.data) return lesson.error ? html`<${ErrorNote} error=${lesson.error} />` : html`<${Loading} />`;
  return html`<article class="lesson"><${Card} title=${lesson.data.title}>
    <pre class="command" tabindex="0" aria-label="How to run it"><code>${lesson.data.command}</code></pre>
    ${lesson.data.blocks.map((block) => html`<section class="block">${block.text && (block.isHeading ? html`<h3>${block.text}</h3>` : html`<p>${block.text}</p>`)}${block.code && html`<pre tabindex="0" aria-label="Code"><code>${colour(block.code)}</code></pre>`}</section>`)}<//></article>`;
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
