// The training as the server tells it: one event stream for the whole page, opened again by the browser when it breaks.
import { useState, useEffect } from "../vendor/preact.js";

export const live = { connected: false, known: false, run: null, points: [], epochs: [] };

// What is drawn takes time from a training on the same machine. Figures come five times a second, as the server
// tells them, and are drawn when they come; curves in longer turns: drawing them costs most, and a young curve changes most.
// Both are drawn in one frame where both are due: each frame has a price of its own.
const figures = { listeners: new Set(), timer: 0, shown: 0, between: () => 100 };
const curves = { listeners: new Set(), timer: 0, shown: 0, between: () => (live.points.length < 100 ? 400 : 1000) };
const early = 250; // a curve that is due before the next figures come is drawn with these

function changed(what) {
  if (what.timer) return;
  const wait = Math.max(0, what.shown + what.between() - performance.now());
  what.timer = setTimeout(() => requestAnimationFrame((now) => {
    show(what, now);
    if (what === figures && now - curves.shown >= curves.between() - early) show(curves, now);
  }), what === curves ? wait + early : wait);
}

function show(what, now) {
  if (!what.timer) return;
  clearTimeout(what.timer);
  what.timer = 0;
  what.shown = now;
  for (const listener of what.listeners) listener();
}

let lost = false;

export function connect() {
  const source = new EventSource("/api/events");
  source.addEventListener("open", () => {
    live.connected = true;
    changed(figures);
    if (lost) dispatchEvent(new Event("reconnected"));
    lost = false;
  });
  source.addEventListener("error", () => {
    live.connected = false;
    lost = true;
    changed(figures);
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  });
  source.addEventListener("run", (event) => {
    const run = JSON.parse(event.data);
    if (run.id !== live.run?.id) {
      (live.points = []), (live.epochs = []);
      changed(curves);
    }
    live.run = run.id ? run : null;
    live.known = true;
    changed(figures);
  });
  source.addEventListener("curves", (event) => {
    const { whole, points, epochs } = JSON.parse(event.data);
    live.points = whole ? points : live.points.concat(points);
    live.epochs = whole ? epochs : live.epochs.concat(epochs);
    changed(figures);
    changed(curves);
  });
}

// What the server answered to a command, before its stream tells the same. The stream has the last word.
export function tell(run) {
  if (run.id !== live.run?.id || run.version < live.run.version) return;
  live.run = run;
  figures.shown = 0;
  changed(figures);
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
