// The page: which phones are open, the bar above them, and the stream of events that feeds them.

import * as api from "./api.js";
import { confirm, toast } from "./dialogs.js";
import { arrange, button, el, hidden, icon, walkWithArrows } from "./dom.js";
import { fullName } from "./format.js";
import { language, setLanguage, t } from "./i18n.js";
import { createPhone } from "./phone.js";
import { avatar, pickPerson } from "./picker.js";
import { createStore } from "./store.js";

const KEPT_AS = "ocop-sandbox-phones";
const STRIP_HIDDEN = "ocop-sandbox-strip-hidden";
const TYPING_LASTS = 6000;

const part = (id) => document.getElementById(id);
const store = createStore(api.getState, onChange);
const drafts = new Map();
const unread = new Map();
const quiet = new Map();
let phones = [];
let current = null;
let arrivals = 0;

/**
 * The phones to show: the ones in the address (#phones=1,2), else the ones of last time, as far as
 * their people exist; without any, the first farmer's and the first officer's.
 */
function wantedIds() {
  const inAddress = new URLSearchParams(location.hash.slice(1)).get("phones");
  const ids = (inAddress ?? localStorage.getItem(KEPT_AS) ?? "")
    .split(",")
    .filter(Boolean)
    .map(Number);
  const known = [...new Set(ids)].filter((id) => store.people.has(id));
  if (known.length) return known;
  const people = [...store.people.values()];
  const first = (role) => people.find((person) => person.role === role)?.id;
  const usual = [first("farmer"), first("officer")].filter((id) => id !== undefined);
  return usual.length ? usual : people.slice(0, 2).map((person) => person.id);
}

/** Show the phones somebody chose, and choose them next time too. */
function choosePhones(ids, focusId = null) {
  localStorage.setItem(KEPT_AS, ids.join(","));
  history.replaceState(null, "", `#phones=${ids.join(",")}`);
  showPhones(ids, focusId);
}

const page = {
  get bot() {
    return store.bot;
  },
  chat: store.chat,
  drafts,
  async switchPerson(from) {
    const chosen = await choose();
    if (!chosen) return;
    choosePhones(
      phones.map((phone) => (phone.person.id === from ? chosen.id : phone.person.id)),
      chosen.id,
    );
  },
  close(id) {
    choosePhones(phones.map((phone) => phone.person.id).filter((other) => other !== id));
    part("add-phone").focus();
  },
};

async function choose() {
  const chosen = await pickPerson(
    [...store.people.values()],
    phones.map((phone) => phone.person.id),
  );
  if (chosen) store.people.set(chosen.id, chosen);
  return chosen;
}

async function addPhone() {
  const chosen = await choose();
  if (chosen) choosePhones([...phones.map((phone) => phone.person.id), chosen.id], chosen.id);
}

/** Open exactly these phones, keeping the ones that are open already; then go to `focusId`. */
function showPhones(ids, focusId = null) {
  const kept = new Map(phones.map((phone) => [phone.person.id, phone]));
  phones = ids.map((id) => {
    const known = kept.get(id);
    if (known?.person !== store.people.get(id)) return createPhone(store.people.get(id), page);
    kept.delete(id);
    return known;
  });
  kept.forEach((phone) => phone.stop());
  arrange(
    part("phones"),
    phones.map((phone) => phone.node),
  );
  part("nothing").hidden = phones.length > 0;
  part("nothing").textContent = t("no_phones");
  phones.forEach((phone) => phone.update());
  select(focusId ?? (ids.includes(current) ? current : ids[0]) ?? null);
  if (focusId === null) return;
  const phone = phones.find((candidate) => candidate.person.id === focusId);
  phone.node.scrollIntoView({ block: "nearest", inline: "nearest" });
  phone.focus();
}

/** The phone that a narrow screen shows. */
function select(id) {
  current = id;
  unread.delete(id);
  for (const phone of phones) phone.node.classList.toggle("current", phone.person.id === id);
  drawTabs();
}

function drawTabs() {
  const focused = document.activeElement?.dataset?.tab;
  part("tabs").replaceChildren(
    ...phones.map(({ person }) => {
      const news = unread.get(person.id);
      return button(
        {
          class: "tab",
          "data-tab": person.id,
          "data-testid": `tab-${person.id}`,
          "aria-current": person.id === current ? "true" : null,
          "aria-controls": `phone-${person.id}`,
          on: { click: () => select(person.id) },
        },
        avatar(person),
        el("span", { class: "tab-name", text: fullName(person) }),
        news
          ? el(
              "span",
              { class: "news", "data-testid": "unread" },
              hidden(`${t("new_messages")}: `),
              String(news),
            )
          : null,
      );
    }),
  );
  if (focused) part("tabs").querySelector(`[data-tab="${focused}"]`)?.focus();
}

function drawPage() {
  document.title = t("title");
  const put = (id, ...children) => part(id).replaceChildren(...children);
  put("brand", el("b", { text: t("brand") }), " ", el("span", { text: t("brand_note") }));
  put("strip-text", el("span", { text: t("strip") }), " ", el("b", { text: t("strip_try") }));
  put("strip-hide", icon("close"), hidden(t("hide")));
  put("add-phone", icon("plus"), el("span", { text: t("add_phone") }));
  put("start-over", icon("restart"), el("span", { text: t("start_over") }));
  put("lost", t("reconnecting"));
  put("nothing", t(store.bot ? "no_phones" : "loading"));
  part("languages").setAttribute("aria-label", t("language"));
  part("tabs").setAttribute("aria-label", t("phones"));
  for (const choice of part("languages").children) {
    choice.setAttribute("aria-pressed", String(choice.dataset.language === language()));
  }
}

function changeLanguage(code) {
  setLanguage(code);
  drawPage();
  if (!store.bot) return;
  const ids = phones.map((phone) => phone.person.id);
  phones.forEach((phone) => phone.stop());
  phones = [];
  showPhones(ids);
}

async function startOver() {
  const yes = await confirm(t("start_over_ask"), t("start_over_yes"), { danger: true });
  if (!yes) return;
  try {
    await api.startOver();
    await load();
    toast(part("toasts"), t("start_over_done"));
  } catch (error) {
    if (!(error instanceof api.RequestFailed)) throw error;
    toast(part("toasts"), error.message, true);
  }
}

function settleTyping(chat) {
  clearTimeout(quiet.get(chat));
  quiet.set(
    chat,
    setTimeout(() => store.apply({ type: "idle", chat }), TYPING_LASTS),
  );
}

function onChange(event) {
  if (event.type === "state") {
    store.chats.forEach((chat, id) => chat.typing && settleTyping(id));
    // Not before: the list of people would be empty, and stay so.
    part("add-phone").disabled = false;
    showPhones(wantedIds());
    return;
  }
  if (event.type === "reset") {
    phones.forEach((phone) => phone.forget());
    drafts.clear();
    unread.clear();
    load();
    return;
  }
  if (event.type === "person") {
    // A newcomer's commands come with the next snapshot; several people may arrive at once.
    clearTimeout(arrivals);
    arrivals = setTimeout(load, 60);
    return;
  }
  if (event.type === "typing") settleTyping(event.chat);
  const phone = phones.find((candidate) => candidate.person.id === event.chat);
  if (!phone) return;
  if (event.type === "answer") {
    phone.answered(event);
    return;
  }
  phone.update();
  const unseen =
    event.type === "message" && event.message.from_bot && phone.node.offsetParent === null;
  if (unseen) {
    unread.set(event.chat, (unread.get(event.chat) ?? 0) + 1);
    drawTabs();
  }
}

async function load() {
  try {
    await store.load();
  } catch (error) {
    if (!(error instanceof api.RequestFailed)) throw error;
    part("lost").hidden = false;
    setTimeout(load, 2000);
    return;
  }
  part("lost").hidden = true;
}

function begin() {
  setLanguage(new URLSearchParams(location.hash.slice(1)).get("lang") ?? language());
  drawPage();
  part("strip").hidden = localStorage.getItem(STRIP_HIDDEN) === "yes";
  part("strip-hide").addEventListener("click", () => {
    part("strip").hidden = true;
    localStorage.setItem(STRIP_HIDDEN, "yes");
  });
  part("add-phone").addEventListener("click", addPhone);
  part("start-over").addEventListener("click", startOver);
  for (const choice of part("languages").children) {
    choice.addEventListener("click", () => changeLanguage(choice.dataset.language));
  }
  walkWithArrows(part("tabs"));
  window.addEventListener("hashchange", () => {
    if (store.bot) showPhones(wantedIds());
  });
  api.follow({
    onOpen: load,
    onEvent: store.apply,
    onLost: () => {
      part("lost").hidden = false;
    },
  });
}

begin();
