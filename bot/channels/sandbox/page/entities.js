// A message's text and its entities as elements. Offsets are UTF-16 units, as JavaScript counts.

import { el } from "./dom.js";
import { t } from "./i18n.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};
const CLOSED = new Set(["code", "pre", "text_link", "url", "email", "phone_number", "bot_command"]);
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
// What a messenger finds in plain text by itself: addresses and commands.
const FOUND =
  /(https?:\/\/[^\s<>"]+|\bt\.me\/[^\s<>"]+)|(?<![\w/<])(\/[a-z][a-z0-9_]{0,31})(?![\w/])/gi;

/** The payload of a link that opens this bot, or null. An empty payload is "". */
export function deepLink(url, username) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return null;
  }
  const short = ["t.me", "telegram.me"].includes(parsed.hostname) ? parsed.pathname.slice(1) : null;
  const long = parsed.protocol === "tg:" ? parsed.searchParams.get("domain") : null;
  const bot = short ?? long;
  if (!bot || !username || bot.toLowerCase() !== username.toLowerCase()) return null;
  return parsed.searchParams.get("start") ?? "";
}

/** The address if it is of a kind that is safe to follow, else null. */
export function safeUrl(text) {
  const url = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  try {
    return ["http:", "https:", "mailto:", "tel:", "tg:"].includes(new URL(url).protocol)
      ? url
      : null;
  } catch {
    return null;
  }
}

/**
 * A link. `act.deepLink(payload)` is called instead of leaving when it opens this bot; other links
 * open in a window of their own, which cannot reach back.
 */
export function link(url, act, ...children) {
  const safe = safeUrl(url);
  if (!safe) return el("span", {}, ...children);
  const payload = deepLink(safe, act.username);
  if (payload === null) {
    return el("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, ...children);
  }
  const follow = (event) => {
    event.preventDefault();
    act.deepLink(payload);
  };
  return el(
    "a",
    { href: safe, class: "deep-link", "data-testid": "deep-link", on: { click: follow } },
    ...children,
  );
}

function command(text, act) {
  const send = () => act.send(text);
  return el("button", {
    type: "button",
    class: "command",
    "data-testid": "bot-command",
    on: { click: send },
    text,
  });
}

function spoiler(children) {
  const show = (event) => {
    event.currentTarget.classList.add("shown");
    event.currentTarget.removeAttribute("aria-label");
  };
  return el(
    "button",
    { type: "button", class: "spoiler", "aria-label": t("spoiler"), on: { click: show } },
    el("span", {}, ...children),
  );
}

function wrap(entity, text, children, act) {
  const tag = TAGS[entity.type];
  if (tag) return el(tag, {}, ...children);
  switch (entity.type) {
    case "pre":
      return el("pre", {}, el("code", {}, ...children));
    case "spoiler":
      return spoiler(children);
    case "url":
      return link(text, act, ...children);
    case "text_link":
      return link(entity.url, act, ...children);
    case "email":
      return link(`mailto:${text}`, act, ...children);
    case "phone_number":
      return link(`tel:${text.replace(/[^+\d]/g, "")}`, act, ...children);
    case "bot_command":
      return command(text, act);
    default:
      return el("span", { class: `entity-${entity.type}` }, ...children);
  }
}

function plain(text, act, find) {
  if (!find) return [text];
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(FOUND)) {
    const word = match[0].replace(/[.,;:!?)\]]+$/, "");
    nodes.push(text.slice(from, match.index));
    nodes.push(match[1] ? link(word, act, word) : command(word, act));
    from = match.index + word.length;
  }
  nodes.push(text.slice(from));
  return nodes.filter((node) => node !== "");
}

function build(text, from, to, entities, act, find) {
  const nodes = [];
  const queue = [...entities];
  let at = from;
  while (queue.length) {
    const entity = queue.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) continue;
    nodes.push(...plain(text.slice(at, start), act, find));
    const inside = [];
    while (queue.length && queue[0].offset < end) inside.push(queue.shift());
    // An entity that reaches beyond its neighbour goes on after it.
    for (const other of inside) {
      const over = other.offset + other.length - end;
      if (over > 0) queue.unshift({ ...other, offset: end, length: over });
    }
    const closed = CLOSED.has(entity.type);
    const children = build(text, start, end, inside, act, find && !closed);
    nodes.push(wrap(entity, text.slice(start, end), children, act));
    // A block ends its line by itself; the line break typed after it would show as an empty line.
    at = BLOCKS.has(entity.type) && text[end] === "\n" ? end + 1 : end;
  }
  nodes.push(...plain(text.slice(at, to), act, find));
  return nodes;
}

/** Nodes for `text`; `act` has username, send(text) and deepLink(payload). */
export function rich(text, entities, act) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, 0, text.length, sorted, act, true);
}
