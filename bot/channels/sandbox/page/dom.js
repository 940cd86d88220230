// Building elements without markup: whatever a person typed can only ever become text.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Create an element. `props` are attributes, except `on` (listeners) and `text`.
 * null, undefined and false leave an attribute out; children that are null or false are skipped.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "text") {
      node.textContent = value;
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(
    ...children.flat().filter((child) => child !== null && child !== false && child !== undefined),
  );
  return node;
}

/** A button that never submits a form by accident. */
export function button(props, ...children) {
  return el("button", { type: "button", ...props }, ...children);
}

/** Text for screen readers only. */
export function hidden(text) {
  return el("span", { class: "vh", text });
}

const SHAPES = {
  menu: "M4 7h16M4 12h16M4 17h10",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-8-6 16-3-7zM11 13l9-9",
  clip: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8l-8.5 8.4a1.7 1.7 0 0 1-2.4-2.4L14.5 7",
  keys: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M17.5 10h.01M8 14h8",
  photo: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9v.01",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  voice: "M5 10v4M9 6v12M13 8v8M17 4v16M21 10v4",
  mic: "M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20c.6-4 3.6-6 7.5-6s6.9 2 7.5 6",
  place:
    "M12 21c-4.6-5-7-8.3-7-11.5a7 7 0 0 1 14 0C19 12.7 16.6 16 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  down: "M6 9l6 6 6-6",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  restart: "M5 12a7 7 0 1 0 2.3-5.2M5 4v4h4",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  save: "M12 4v11M7 11l5 5 5-5M5 20h14",
  block: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM6.5 6.5l11 11",
  swap: "M7 4L3.5 7.5 7 11M4 7.5h15M17 13l3.5 3.5L17 20M20 16.5H5",
  out: "M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
};

/** A line icon, decorative: the button around it carries the name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** Make `nodes` the children of `parent`, touching only what differs: focus and scroll survive. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((child, index) => {
    if (parent.children[index] !== child)
      parent.insertBefore(child, parent.children[index] ?? null);
  });
}

/** Let the arrow keys walk over the buttons inside `root`; Home and End go to the ends. */
export function walkWithArrows(root, selector = "button:not([disabled])") {
  root.addEventListener("keydown", (event) => {
    const items = [...root.querySelectorAll(selector)];
    const at = items.indexOf(document.activeElement);
    if (at < 0) return;
    const last = items.length - 1;
    const to = {
      ArrowDown: at === last ? 0 : at + 1,
      ArrowRight: at === last ? 0 : at + 1,
      ArrowUp: at === 0 ? last : at - 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[to].focus();
  });
}
