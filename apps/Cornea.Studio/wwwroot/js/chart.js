// Curves, drawn by uPlot in the colours of the theme.
import { html, useEffect, useRef } from "../vendor/preact.js";

export const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// Exponential moving average without the bias of its first values.
export function smooth(values, factor) {
  if (!factor) return values;
  let mean = 0, weight = 0;
  return values.map((value) => {
    if (value == null || !isFinite(value)) return value;
    mean = mean * factor + value * (1 - factor);
    weight = weight * factor + (1 - factor);
    return mean / weight;
  });
}

// Several series over their own x, put on one axis.
export function join(series) {
  const xs = [...new Set(series.flatMap((one) => one.x))].sort((a, b) => a - b);
  const at = new Map(xs.map((x, i) => [x, i]));
  return [xs, ...series.map((one) => {
    const ys = new Array(xs.length).fill(undefined);
    one.x.forEach((x, i) => (ys[at.get(x)] = one.y[i]));
    return ys;
  })];
}

export function Chart({ label, series, xLabel, log, format = (value) => value.toFixed(4), height = 240 }) {
  const holder = useRef();
  const plot = useRef();
  const shape = `${series.map((one) => one.name + one.color + one.width + one.dots).join("|")}#${xLabel}#${log}#${series.every((one) => one.dots)}`;
  const latest = useRef();
  const whole = xLabel === "epoch" && series.every((one) => one.x.every(Number.isInteger));
  latest.current = series;

  useEffect(() => {
    const [ink, grid] = [css("--muted"), css("--line")];
    const font = `12px ${css("--font")}`;
    const axis = { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1, size: 4 } };
    const make = () => new uPlot({
      width: Math.max(120, holder.current.clientWidth), height,
      scales: { x: { time: false }, y: log ? { distr: 3 } : {} },
      legend: { show: true, live: true },
      cursor: { points: { size: 6 }, drag: { x: true, y: false } },
      axes: [{ ...axis, incrs: xLabel === "epoch" ? (whole ? [] : [0.1, 0.2, 0.5]).concat([1, 2, 5, 10, 20, 50, 100, 200, 500]) : undefined, space: 46, label: xLabel, labelFont: font, labelSize: 20, size: 34 }, { ...axis, size: 58, values: (_, ticks) => ticks.map((tick) => tick == null ? "" : +tick.toPrecision(4)) }],
      series: [{ label: xLabel, value: (_, value) => (value == null ? "–" : +value.toFixed(2)) },
        ...latest.current.map((one) => ({
          label: one.name, stroke: css(one.color) || one.color, width: one.width ?? 1.5, dash: one.dash, spanGaps: true,
          points: { show: !!one.dots, size: 6, fill: css(one.color) || one.color }, value: (_, value) => (value == null ? "–" : format(value)),
        }))],
    }, join(latest.current), holder.current);
    plot.current = make();
    const observer = new ResizeObserver(() => plot.current.setSize({ width: Math.max(120, holder.current.clientWidth), height }));
    observer.observe(holder.current);
    const again = () => {
      plot.current.destroy();
      plot.current = make();
    };
    addEventListener("theme", again);
    return () => {
      removeEventListener("theme", again);
      observer.disconnect();
      plot.current.destroy();
    };
  }, [shape]);

  // Drawn only where something changed: it costs most of all that the page does.
  const drawn = useRef("");
  useEffect(() => {
    const seen = series.map(({ x, y }) => [x.length, x[0], x.at(-1), y.at(-1), y[y.length >> 1]].join()).join(";");
    if (seen === drawn.current) return;
    drawn.current = seen;
    plot.current?.setData(join(latest.current));
  });
  const last = series.map((one) => `${one.name} ${one.y.length ? format(one.y.findLast((y) => y != null) ?? NaN) : "none"}`).join(", ");
  return html`<figure class="chart" role="group" aria-label=${`${label}: ${last}`}><figcaption>${label}</figcaption><div ref=${holder}></div></figure>`;
}
