// The training as the server tells it: one event stream for the whole page, opened again by the browser when it breaks.
import { useState, useEffect } from "../vendor/preact.js";

export const live = { connected: false, known: false, run: null, points: [], epochs: [] };

// What is drawn takes time from a training on the same machine, and each frame has a price of its own, whatever it shows. So the step
// alone is written when the server tells it, which is four times a second, past all components; the other figures once a second, and at
// once where the state of the training changed; curves, which cost most, by how fast they still change. What is due at about the same
// time shares a frame.
const steps = new Set();
const figures = { listeners: new Set(), shown: 0, between: () => 1000 };
const curves = { listeners: new Set(), shown: 0, between: () => Math.min(2000, Math.max(400, 50 * (live.run?.seconds ?? 0))) };
const turns = [figures, curves];
const early = 150; // what is due before the server's next message is drawn with this one
let [frame, timer] = [0, 0];

// Whatever was drawn a moment ago.
function now(...what) {
  for (const one of what) one.shown = -Infinity;
  changed(...what);
}

const changed = (...what) => {
  for (const one of what) one.stale = true;
  plan();
};

// A frame now where one is due; else when the first one is, unless a message comes before that and brings one.
function plan() {
  if (frame) return;
  clearTimeout(timer);
  const wait = Math.min(...turns.filter((one) => one.stale).map((one) => one.shown + one.between() - early)) - performance.now();
  if (wait <= 0) frame = requestAnimationFrame(draw);
  else if (wait < Infinity) timer = setTimeout(plan, wait + 2 * early);
}

function draw() {
  frame = 0;
  const now = performance.now();
  for (const one of turns) {
    if (!one.stale || now < one.shown + one.between() - early) continue;
    one.stale = false;
    one.shown = now;
    for (const listener of one.listeners) listener();
  }
  plan();
}

let lost = false;

export function connect() {
  const source = new EventSource("/api/events");
  source.addEventListener("open", () => {
    live.connected = true;
    now(figures);
    if (lost) dispatchEvent(new Event("reconnected"));
    lost = false;
  });
  source.addEventListener("error", () => {
    live.connected = false;
    lost = true;
    now(figures);
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  });
  source.addEventListener("run", (event) => {
    const run = JSON.parse(event.data);
    const isOther = run.id !== live.run?.id;
    if (isOther) (live.points = []), (live.epochs = []);
    // The state, the rate, a network to look into: what is asked for is seen at once, and after the last step its curve.
    if (isOther || !live.known || run.version !== live.run?.version) now(figures, curves);
    live.run = run.id ? run : null;
    live.known = true;
    tellStep();
    changed(figures);
  });
  source.addEventListener("curves", (event) => {
    const { whole, points, epochs } = JSON.parse(event.data);
    live.points = whole ? points : live.points.concat(points);
    live.epochs = whole ? epochs : live.epochs.concat(epochs);
    changed(figures, curves);
  });
}

// What the server answered to a command, before its stream tells the same. The stream has the last word.
export function tell(run) {
  if (run.id !== live.run?.id || run.version < live.run.version) return;
  live.run = run;
  tellStep();
  now(figures);
}

function tellStep() {
  for (const write of steps) write(live.run);
}

// Calls write(run) whenever the step is told, until what is returned is called.
export function onStep(write) {
  steps.add(write);
  return () => steps.delete(write);
}

function useTurns(what) {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw((count) => count + 1);
    what.listeners.add(listener);
    return () => what.listeners.delete(listener);
  }, []);
  return live;
}

export const useLive = () => useTurns(figures);
export const useCurves = () => useTurns(curves);

export const isActive = (run) => !!run && ["preparing", "running", "paused", "stopping"].includes(run.state);
