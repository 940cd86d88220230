// The lower end of a phone: what to write with. Start, a blocked bot and the reply keyboard live
// here too.

import * as api from "./api.js";
import { createAttach } from "./attach.js";
import { button, el, icon } from "./dom.js";
import { t } from "./i18n.js";
import { replyKeyboard } from "./keyboards.js";
import { attachMenu } from "./menu.js";
import { createSuggestions, matching } from "./suggestions.js";

const LONGEST = 4096;

/**
 * `act` is what the phone can do: attempt, start, block, toast, personName. `drafts` is a Map from
 * person to unsent text, which outlives the composer when the page changes its language.
 */
export function createComposer(person, act, drafts) {
  let chat = null;
  let markup = null;
  let panel = null;
  let panelOpen = true;
  let mode = null;

  const field = el("textarea", {
    class: "field",
    rows: 1,
    maxlength: LONGEST,
    "aria-label": t("composer"),
    "data-testid": "composer",
    autocomplete: "off",
    dir: "auto",
  });
  field.value = drafts.get(person.id) ?? "";
  const send = button(
    {
      class: "round main",
      "aria-label": t("send"),
      "data-testid": "send",
      on: { click: () => submit() },
    },
    icon("send"),
  );
  const toggle = button(
    {
      class: "round quiet",
      "data-testid": "toggle-keyboard",
      on: { click: () => openPanel(!panelOpen) },
    },
    icon("keys"),
  );
  const commands = button(
    { class: "round quiet", "aria-label": t("commands"), "data-testid": "command-menu" },
    icon("menu"),
  );
  const suggestions = createSuggestions(field, (text) => submit(text));
  const line = el("div", { class: "line" });
  const node = el("div", { class: "composer" });
  const attach = createAttach(person.id, node, {
    attempt: act.attempt,
    toast: act.toast,
    takeCaption: () => {
      const typed = field.value.trim();
      write("");
      return typed;
    },
    giveBack: (text) => !field.value && write(text),
  });
  line.append(commands, field, toggle, attach.opener, send);
  const writing = el(
    "div",
    { class: "writing" },
    suggestions.node,
    attach.status,
    line,
    attach.fields,
  );
  const startButton = button(
    { class: "start-button", "data-testid": "start", on: { click: act.start } },
    t("start"),
  );
  const stopped = el(
    "div",
    { class: "stopped" },
    el("p", { text: t("blocked", { name: act.personName }) }),
    button(
      { class: "start-button", "data-testid": "unblock", on: { click: () => act.block(false) } },
      t("unblock"),
    ),
  );

  attachMenu(commands, node, {
    label: t("commands"),
    testid: "commands",
    place: "above left",
    empty: t("commands_none"),
    items: () =>
      chat.commands.map(({ command, description }) => ({
        label: `/${command}`,
        note: description,
        testid: "command",
        act: () => submit(`/${command}`),
      })),
  });

  function write(text) {
    field.value = text;
    changed();
  }

  function changed() {
    drafts.set(person.id, field.value);
    send.toggleAttribute("disabled", field.value.trim() === "");
    suggestions.show(chat ? matching(chat.commands, field.value) : []);
    if (!field.isConnected) return;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 140)}px`;
  }

  async function submit(text = field.value.trim()) {
    if (!text) return;
    write("");
    const sent = await act.attempt(() => api.sendText(person.id, text));
    if (!sent && !field.value) write(text);
  }

  field.addEventListener("input", changed);
  field.addEventListener("keydown", (event) => {
    // While a Vietnamese keyboard is still composing a letter, Enter belongs to it.
    if (event.isComposing || event.keyCode === 229) return;
    if (suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  });
  field.addEventListener("blur", () => suggestions.show([]));
  field.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    attach.take(files);
  });

  function openPanel(open) {
    panelOpen = open;
    if (panel) panel.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    toggle.setAttribute("aria-label", t(open ? "keyboard_hide" : "keyboard_show"));
  }

  async function choose(choice) {
    if (markup?.one_time_keyboard) {
      openPanel(false);
      field.focus();
    }
    if (choice.request_contact) await attach.sendContact();
    else if (choice.request_location) await attach.sendPlace();
    else if (choice.request_users || choice.request_chat || choice.request_poll || choice.web_app)
      act.toast(t("not_here"));
    else await act.attempt(() => api.sendText(person.id, choice.text));
  }

  function showKeyboard(next) {
    if (next === markup) return;
    const focused = panel?.contains(document.activeElement);
    markup = next;
    panel?.remove();
    panel = markup ? replyKeyboard(markup, choose) : null;
    toggle.hidden = !panel;
    if (panel) {
      writing.append(panel);
      openPanel(true);
    }
    if (focused) (panel?.querySelector("button") ?? field).focus();
  }

  /** Redraw from the chat. An empty chat offers Start, a blocked bot offers Unblock. */
  function update(next) {
    const learned = chat?.commands !== next.commands;
    chat = next;
    const wanted = chat.blocked ? "stopped" : chat.messages.length ? "writing" : "start";
    if (wanted !== mode) {
      const had = node.contains(document.activeElement);
      node.replaceChildren({ stopped, writing, start: startButton }[wanted]);
      mode = wanted;
      changed();
      if (had) focus();
    }
    field.placeholder = chat.placeholder ?? t("placeholder");
    showKeyboard(chat.keyboard);
    if (learned && document.activeElement === field)
      suggestions.show(matching(chat.commands, field.value));
  }

  /** Go where one writes or presses next; a touch screen's keyboard does not open by itself. */
  function focus() {
    if (mode === "writing" && window.matchMedia("(pointer: coarse)").matches) return;
    const target = { stopped: stopped.querySelector("button"), writing: field, start: startButton }[
      mode
    ];
    target?.focus();
  }

  toggle.hidden = true;
  changed();
  return { node, update, focus, take: attach.take, ready: () => mode === "writing" };
}
