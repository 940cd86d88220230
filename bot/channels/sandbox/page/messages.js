// The scrolling list of one chat: redraws only what changed, keeps the reader's place and focus.

import { arrange, button, el, icon } from "./dom.js";
import { dayKey } from "./format.js";
import { t } from "./i18n.js";
import { setWaiting } from "./keyboards.js";
import { albumView, dayView, messageView, typingView } from "./message.js";

const NEAR_BOTTOM = 48;

/** Split messages into days, albums and single messages: [{key, parts, draw}]. */
function blocks(messages, act) {
  const found = [];
  let day = null;
  for (const message of messages) {
    const key = dayKey(message.date);
    if (key !== day) {
      day = key;
      // The name of a day changes at midnight, so it is part of what is compared.
      found.push({
        key: `day-${key}`,
        parts: [dayKey(Date.now() / 1000)],
        draw: () => dayView(message.date),
      });
    }
    const last = found[found.length - 1];
    if (message.media_group_id && last?.album === message.media_group_id) {
      last.parts.push(message);
      continue;
    }
    const block = {
      key: `message-${message.message_id}`,
      parts: [message],
      album: message.media_group_id,
    };
    block.draw = () =>
      block.parts.length > 1 ? albumView(block.parts, act) : messageView(message, act);
    found.push(block);
  }
  return found;
}

function same(a, b) {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

/** Put the focus back into a message that was redrawn under it. */
function refocus(node, callback) {
  const buttons = [...node.querySelectorAll(".inline-button")];
  const target = buttons.find((candidate) => candidate.dataset.callback === callback) ?? buttons[0];
  if (target) {
    target.focus({ preventScroll: true });
    return true;
  }
  return false;
}

/**
 * The list of one phone. `act` is what messages may do (see phone.js); `onLostFocus` is called when
 * the focused button went away with an edit and its message has no other.
 */
export function createMessages(act, onLostFocus) {
  const list = el("ol", { class: "messages" });
  const scroller = el(
    "div",
    {
      class: "scroller",
      tabindex: "0",
      role: "log",
      "aria-live": "polite",
      "aria-relevant": "additions",
      "aria-label": t("messages"),
      "data-testid": "message-list",
    },
    list,
  );
  const pill = button(
    {
      class: "pill",
      hidden: true,
      "aria-label": t("to_bottom"),
      "data-testid": "new-messages",
      on: { click: () => toBottom(true) },
    },
    el("span", { text: t("new_messages") }),
    icon("down"),
  );
  const node = el("div", { class: "history" }, scroller, pill);
  let drawn = new Map();
  let pinned = true;

  function toBottom(smooth) {
    pinned = true;
    pill.hidden = true;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    scroller.scrollTo({
      top: scroller.scrollHeight,
      behavior: smooth && !calm ? "smooth" : "auto",
    });
  }

  scroller.addEventListener("scroll", () => {
    pinned = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM;
    if (pinned) pill.hidden = true;
  });
  // Pictures that load late and keyboards that open must not push the newest message out of sight.
  const observer = new ResizeObserver(() => pinned && toBottom(false));
  observer.observe(list);
  observer.observe(scroller);

  function update(chat) {
    const stay = !pinned;
    const before = drawn;
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    const focusRow = focused?.closest("li");
    const known = new Set([...before.values()].flatMap((entry) => entry.ids));
    let fresh = false;
    let focusMoved = false;
    drawn = new Map();
    for (const block of blocks(chat.messages, act)) {
      const old = before.get(block.key);
      const kept = old && same(old.parts, block.parts) ? old.node : block.draw();
      if (old && kept !== old.node) {
        kept.classList.add("changed");
        if (focusRow === old.node) {
          old.node.replaceWith(kept);
          focusMoved = !refocus(kept, focused.dataset.callback);
        }
      }
      const ids = block.parts.map((part) => part.message_id).filter(Boolean);
      if (ids.some((id) => !known.has(id)) && block.parts.some((part) => part.from_bot))
        fresh = true;
      drawn.set(block.key, { node: kept, parts: block.parts, ids });
    }
    if (chat.typing)
      drawn.set("typing", before.get("typing") ?? { node: typingView(), parts: [], ids: [] });
    arrange(
      list,
      [...drawn.values()].map((entry) => entry.node),
    );
    if (focusRow && !focusRow.isConnected && !list.contains(document.activeElement))
      focusMoved = true;
    if (focusMoved) onLostFocus();
    const mine = chat.messages[chat.messages.length - 1];
    if (!stay || before.size === 0 || (mine && !mine.from_bot && !known.has(mine.message_id)))
      toBottom(false);
    else if (fresh) pill.hidden = false;
  }

  /** Mark the buttons of a message that carry `data` as waiting for the bot, or as answered. */
  function waiting(messageId, data, on) {
    for (const row of list.querySelectorAll(`[data-message-id="${messageId}"] .inline-button`)) {
      if (row.dataset.callback === data) setWaiting(row, on);
    }
  }

  /** Put the focus on a button of this message; false when it has none. */
  function focusOn(messageId) {
    const row = list.querySelector(`[data-message-id="${messageId}"]`);
    return row !== null && refocus(row, null);
  }

  return { node, update, waiting, focusOn, stop: () => observer.disconnect() };
}
