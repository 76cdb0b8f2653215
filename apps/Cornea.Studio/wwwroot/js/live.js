// The training as the server tells it: one event stream for the whole page, opened again by the browser when it breaks.
import { useState, useEffect } from "../vendor/preact.js";

export const live = { connected: false, known: false, run: null, points: [], epochs: [] };
const listeners = new Set();
let scheduled = false;
let shown = 0;

// What is drawn takes time from a training on the same machine: five times a second is enough.
const between = 200;

function changed() {
  if (scheduled) return;
  scheduled = true;
  const wait = Math.max(0, shown + between - performance.now());
  setTimeout(() => requestAnimationFrame((now) => {
    scheduled = false;
    shown = now;
    for (const listener of listeners) listener();
  }), wait);
}

export function connect() {
  const source = new EventSource("/api/events");
  source.addEventListener("open", () => {
    live.connected = true;
    changed();
  });
  source.addEventListener("error", () => {
    live.connected = false;
    changed();
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  });
  source.addEventListener("run", (event) => {
    const run = JSON.parse(event.data);
    if (run.id !== live.run?.id) (live.points = []), (live.epochs = []);
    live.run = run.id ? run : null;
    live.known = true;
    changed();
  });
  source.addEventListener("curves", (event) => {
    const { whole, points, epochs } = JSON.parse(event.data);
    live.points = whole ? points : live.points.concat(points);
    live.epochs = whole ? epochs : live.epochs.concat(epochs);
    changed();
  });
}

export function useLive() {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw((count) => count + 1);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, []);
  return live;
}

export const isActive = (run) => !!run && ["preparing", "running", "paused", "stopping"].includes(run.state);
