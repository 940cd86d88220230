// One message, or one album, as an item of the list.

import { el, hidden } from "./dom.js";
import { rich } from "./entities.js";
import { clock, dayName } from "./format.js";
import { t } from "./i18n.js";
import { inlineKeyboard } from "./keyboards.js";
import { mediaView } from "./media.js";

const BARE = ["sticker"];

function meta(message) {
  const when = new Date(message.date * 1000).toISOString();
  return el(
    "span",
    { class: "meta" },
    message.edited
      ? el("span", { class: "edited", "data-testid": "edited", text: t("edited") })
      : null,
    el("time", { datetime: when, text: clock(message.date) }),
  );
}

function quoted(message) {
  const first = message.reply_to_message;
  if (!first) return null;
  const words = first.text ?? first.caption ?? (first.photo ? t("photo") : t("document"));
  return el("div", { class: "quoted", text: words });
}

function sender(message, act) {
  return hidden(message.from_bot ? t("bot_says") : t("person_says", { name: act.personName }));
}

function hooks(message) {
  return {
    "data-testid": "message",
    "data-message-id": message.message_id,
    "data-from": message.from_bot ? "bot" : "person",
  };
}

function words(message, act) {
  const text = message.text ?? message.caption;
  if (!text) return null;
  const entities = message.text === undefined ? message.caption_entities : message.entities;
  return el(
    "div",
    { class: "text", "data-testid": "text", dir: "auto" },
    rich(text, entities, act),
  );
}

function kindOf(message) {
  if (BARE.some((kind) => message[kind])) return "bare";
  return message.photo || message.video || message.animation ? "picture" : "words";
}

/** A list item for one message. */
export function messageView(message, act) {
  const side = message.from_bot ? "bot" : "person";
  const media = mediaView(message, act);
  const text = words(message, act);
  const parts = message.show_caption_above_media
    ? [el("div", { class: "said" }, text), media, el("div", { class: "said" }, meta(message))]
    : [media, el("div", { class: "said" }, text, meta(message))];
  return el(
    "li",
    { class: `row ${side}`, ...hooks(message) },
    el("div", { class: `bubble ${kindOf(message)}` }, sender(message, act), quoted(message), parts),
    inlineKeyboard(message, act),
  );
}

/** A list item for the photos or files that were sent together. */
export function albumView(messages, act) {
  const first = messages[0];
  const pictures = messages.every((message) => message.photo || message.video);
  const cells = messages.map((message) =>
    el("div", { class: "cell", ...hooks(message) }, mediaView(message, act)),
  );
  const captions = messages.map((message) => words(message, act)).filter(Boolean);
  const grid = el(
    "div",
    { class: pictures ? `album album-${Math.min(messages.length, 4)}` : "stack" },
    cells,
  );
  return el(
    "li",
    { class: `row ${first.from_bot ? "bot" : "person"}` },
    el(
      "div",
      { class: `bubble ${pictures ? "picture" : "words"}` },
      sender(first, act),
      grid,
      el("div", { class: "said" }, captions, meta(messages[messages.length - 1])),
    ),
  );
}

export function dayView(seconds) {
  return el("li", { class: "day" }, el("span", { text: dayName(seconds) }));
}

export function typingView() {
  return el(
    "li",
    { class: "row bot typing", "data-testid": "typing" },
    el("div", { class: "bubble words" }, hidden(t("typing")), el("i"), el("i"), el("i")),
  );
}
