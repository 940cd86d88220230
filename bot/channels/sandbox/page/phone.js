// One phone: its owner, the bot's header, the messages, and what to answer with.

import * as api from "./api.js";
import { createComposer } from "./composer.js";
import { confirm, lightbox, showAlert, toast as showToast } from "./dialogs.js";
import { button, el, icon } from "./dom.js";
import { fullName, roleTint } from "./format.js";
import { t } from "./i18n.js";
import { largest } from "./media.js";
import { attachMenu } from "./menu.js";
import { createMessages } from "./messages.js";
import { avatar, badge } from "./picker.js";

const FACE = "/page/icon.svg";
// A bot that has not answered a button by then will not be waited for any longer.
const PATIENCE = 20000;

/** Buttons whose callback query the bot has not answered yet. */
function createPending(show, lapsed) {
  const open = new Map();
  const answered = new Set();
  const key = (messageId, data) => `${messageId}:${data}`;

  function end(messageId, data) {
    const entry = open.get(key(messageId, data));
    if (!entry) return;
    clearTimeout(entry.timer);
    open.delete(key(messageId, data));
    show(messageId, data, false);
  }

  return {
    has: (messageId, data) => open.has(key(messageId, data)),
    begin(messageId, data) {
      const timer = setTimeout(() => {
        end(messageId, data);
        lapsed();
      }, PATIENCE);
      open.set(key(messageId, data), { messageId, data, timer, id: null });
      show(messageId, data, true);
    },
    // The answer can overtake the reply that tells the query's id.
    named(messageId, data, id) {
      const entry = open.get(key(messageId, data));
      if (answered.delete(id)) end(messageId, data);
      else if (entry) entry.id = id;
    },
    answer(id) {
      const entry = [...open.values()].find((candidate) => candidate.id === id);
      if (entry) end(entry.messageId, entry.data);
      else answered.add(id);
    },
    end,
    clear: () => [...open.values()].forEach((entry) => end(entry.messageId, entry.data)),
  };
}

/**
 * The phone of `person`. `page` gives bot, chat(), drafts, and the acts that concern the page:
 * switchPerson and close.
 */
export function createPhone(person, page) {
  const name = fullName(person);
  const toasts = el("div", { class: "toasts" });
  const toast = (text, problem = false) => showToast(toasts, text, problem);

  async function attempt(action) {
    try {
      await action();
      return true;
    } catch (error) {
      if (!(error instanceof api.RequestFailed)) throw error;
      toast(error.message, true);
      return false;
    }
  }

  async function openLink(payload) {
    const detail = `t.me/${page.bot.username}${payload ? `?start=${payload}` : ""}`;
    const yes = await confirm(t("link_ask", { name }), t("link_yes"), { detail });
    if (yes) await attempt(() => api.sendStart(person.id, payload || null));
  }

  async function press(messageId, data) {
    pending.begin(messageId, data);
    const sent = await attempt(async () => {
      const { callback_query_id } = await api.press(person.id, messageId, data);
      pending.named(messageId, data, callback_query_id);
    });
    if (!sent) pending.end(messageId, data);
  }

  function openPhoto(messageId) {
    const shown = page.chat(person.id).messages.filter((message) => message.photo?.length);
    const at = shown.findIndex((message) => message.message_id === messageId);
    lightbox(
      shown.map((message) => ({ ...largest(message.photo), caption: message.caption })),
      at,
    );
  }

  async function copy(text) {
    await navigator.clipboard.writeText(text);
    toast(t("copied", { text }));
  }

  const act = {
    username: page.bot.username,
    personName: name,
    send: (text) => attempt(() => api.sendText(person.id, text)),
    start: () => attempt(() => api.sendStart(person.id, person.start ?? null)),
    block: (blocked) => attempt(() => api.setBlocked(person.id, blocked)),
    isPending: (messageId, data) => pending.has(messageId, data),
    deepLink: openLink,
    attempt,
    copy,
    openPhoto,
    press,
    toast,
  };
  const composer = createComposer(person, act, page.drafts);
  const messages = createMessages(act, composer.focus);
  const pending = createPending(messages.waiting, () => toast(t("no_answer"), true));
  const status = el("span", { class: "bot-status" });
  const empty = el(
    "div",
    { class: "empty", hidden: true },
    el("img", { src: FACE, alt: "", width: 56, height: 56 }),
    el("p", { text: person.start ? t("empty_invited", { name }) : t("empty") }),
  );

  const owner = button(
    {
      class: "owner",
      "data-testid": "owner",
      title: t("switch_person"),
      on: { click: () => page.switchPerson(person.id) },
    },
    avatar(person),
    el(
      "span",
      { class: "owner-words" },
      el("span", { class: "owner-name" }, el("b", { text: name }), badge(person)),
      el("span", { class: "owner-note", text: person.note }),
    ),
    icon("down"),
  );
  const more = button(
    { class: "header-button", "aria-label": t("phone_menu"), "data-testid": "phone-menu" },
    icon("more"),
  );
  const header = el(
    "header",
    { class: "chat-header" },
    el("img", { class: "bot-face", src: FACE, alt: "", width: 38, height: 38 }),
    el("div", { class: "bot-words" }, el("h2", { text: page.bot.first_name }), status),
    more,
  );
  attachMenu(more, header, {
    label: t("phone_menu"),
    testid: "phone-menu-items",
    place: "below right",
    items: () => {
      const { blocked } = page.chat(person.id);
      return [
        {
          label: t("switch_person"),
          shape: "swap",
          testid: "switch-person",
          act: () => page.switchPerson(person.id),
        },
        {
          label: t(blocked ? "unblock" : "block"),
          shape: "block",
          testid: "toggle-block",
          act: () => act.block(!blocked),
        },
        {
          label: t("close_phone"),
          shape: "close",
          testid: "close-phone",
          act: () => page.close(person.id),
        },
      ];
    },
  });
  messages.node.append(empty);
  const device = el("div", { class: "device" }, header, messages.node, composer.node, toasts);
  const node = el(
    "section",
    {
      class: `phone ${roleTint(person.role)}`,
      id: `phone-${person.id}`,
      "aria-label": t("phone_of", { name }),
      "data-testid": `phone-${person.id}`,
    },
    owner,
    device,
  );

  device.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    device.classList.add("dropping");
  });
  device.addEventListener("dragleave", () => device.classList.remove("dropping"));
  device.addEventListener("drop", (event) => {
    event.preventDefault();
    device.classList.remove("dropping");
    if (composer.ready()) composer.take([...event.dataTransfer.files]);
  });

  function update() {
    const chat = page.chat(person.id);
    const typing = chat.typing && !chat.blocked;
    composer.update(chat);
    messages.update(typing === chat.typing ? chat : { ...chat, typing });
    empty.hidden = chat.messages.length > 0;
    status.textContent = typing ? t("typing") : t("bot");
    node.classList.toggle("blocked", chat.blocked);
  }

  /** The bot answered a callback query: end the wait, show what it said. */
  async function answered(event) {
    pending.answer(event.callback_query_id);
    if (!event.text) return;
    if (!event.alert) {
      toast(event.text);
      return;
    }
    await showAlert(event.text, name);
    // The button that was pressed may have gone with an edit while the alert was open.
    const lost = document.activeElement === document.body;
    if (lost && !messages.focusOn(event.message_id)) composer.focus();
  }

  function stop() {
    pending.clear();
    messages.stop();
  }

  return { person, node, update, answered, stop, focus: composer.focus, forget: pending.clear };
}
