// The two kinds of buttons a bot may offer: under a message, and in place of the letters.

import { button, el, hidden, icon, walkWithArrows } from "./dom.js";
import { deepLink, safeUrl } from "./entities.js";
import { t } from "./i18n.js";

const STYLES = new Set(["primary", "success", "danger"]);

function styled(base, choice) {
  return STYLES.has(choice.style) ? `${base} ${base}-${choice.style}` : base;
}

function inlineButton(messageId, choice, act) {
  const props = { class: styled("inline-button", choice), "data-testid": "inline-button" };
  if (choice.callback_data !== undefined) {
    const node = button(
      { ...props, "data-callback": choice.callback_data },
      el("span", { text: choice.text }),
    );
    node.addEventListener("click", () => {
      if (node.getAttribute("aria-disabled") !== "true") act.press(messageId, choice.callback_data);
    });
    if (act.isPending(messageId, choice.callback_data)) setWaiting(node, true);
    return node;
  }
  if (choice.url) return urlButton(props, choice, act);
  if (choice.copy_text) {
    const copy = () => act.copy(choice.copy_text.text);
    return button(
      { ...props, on: { click: copy } },
      el("span", { text: choice.text }),
      icon("copy"),
    );
  }
  const refuse = () => act.toast(t("not_here"));
  return button({ ...props, on: { click: refuse } }, el("span", { text: choice.text }));
}

function urlButton(props, choice, act) {
  const url = safeUrl(choice.url);
  const payload = url ? deepLink(url, act.username) : null;
  if (payload !== null) {
    return button(
      { ...props, on: { click: () => act.deepLink(payload) } },
      el("span", { text: choice.text }),
    );
  }
  return el(
    "a",
    { ...props, href: url, target: "_blank", rel: "noopener noreferrer" },
    el("span", { text: choice.text }),
    hidden(` (${t("link_out")})`),
    icon("out"),
  );
}

/** Show or end the wait for an answer. The button keeps the focus, so it is not `disabled`. */
export function setWaiting(node, waiting) {
  node.classList.toggle("waiting", waiting);
  if (waiting) {
    node.setAttribute("aria-disabled", "true");
    if (!node.querySelector(".spinner"))
      node.append(el("span", { class: "spinner" }, hidden(t("waiting"))));
  } else {
    node.removeAttribute("aria-disabled");
    node.querySelector(".spinner")?.remove();
  }
}

/** The rows of buttons under one message, or null. */
export function inlineKeyboard(message, act) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  const box = el(
    "div",
    { class: "inline-keyboard", role: "group", "aria-label": t("buttons") },
    rows.map((row) =>
      el(
        "div",
        { class: "inline-row" },
        row.map((choice) => inlineButton(message.message_id, choice, act)),
      ),
    ),
  );
  walkWithArrows(box, ".inline-button");
  return box;
}

/** The reply keyboard as a panel; `choose(button)` gets the KeyboardButton that was pressed. */
export function replyKeyboard(markup, choose) {
  const rows = markup.keyboard.map((row) =>
    el(
      "div",
      { class: "reply-row" },
      row.map((given) => {
        const choice = typeof given === "string" ? { text: given } : given;
        const shape = choice.request_contact ? "person" : choice.request_location ? "place" : null;
        return button(
          {
            class: styled("reply-button", choice),
            "data-testid": "reply-button",
            "data-request": choice.request_contact
              ? "contact"
              : choice.request_location
                ? "location"
                : null,
            on: { click: () => choose(choice) },
          },
          shape ? icon(shape) : null,
          el("span", { text: choice.text }),
        );
      }),
    ),
  );
  const panel = el(
    "div",
    {
      class: `reply-keyboard${markup.resize_keyboard ? "" : " tall"}`,
      role: "group",
      "aria-label": t("keyboard"),
      "data-testid": "reply-keyboard",
    },
    rows,
  );
  walkWithArrows(panel);
  return panel;
}
