// Choosing whose phone to open, and making up a new person.

import * as api from "./api.js";
import { ask } from "./dialogs.js";
import { button, el, walkWithArrows } from "./dom.js";
import { fullName, initials, roleName, roleTint } from "./format.js";
import { t } from "./i18n.js";

const ROLES = ["farmer", "officer"];
// Each language is named in itself, as its speakers look for it.
const LANGUAGES = { vi: "Tiếng Việt", en: "English" };

/** A round with the person's letters, tinted by role. */
export function avatar(person) {
  return el("span", {
    class: `avatar ${roleTint(person.role)}`,
    "aria-hidden": "true",
    text: initials(person),
  });
}

export function badge(person) {
  return el("span", { class: `badge ${roleTint(person.role)}`, text: roleName(person.role) });
}

function entry(person, open, first, choose) {
  return el(
    "li",
    {},
    button(
      {
        class: "choice",
        disabled: open,
        autofocus: first,
        "data-testid": "person-option",
        "data-person-id": person.id,
        on: { click: choose },
      },
      avatar(person),
      el(
        "span",
        { class: "choice-words" },
        el("span", { class: "choice-name" }, el("b", { text: fullName(person) }), badge(person)),
        el("span", { class: "choice-note", text: open ? t("picker_open") : person.note }),
      ),
    ),
  );
}

function select(testid, options) {
  return el(
    "select",
    { "data-testid": testid },
    options.map(([value, name]) => el("option", { value, text: name })),
  );
}

function newPersonForm(finish) {
  const name = el("input", {
    type: "text",
    maxlength: 64,
    autocomplete: "off",
    placeholder: t("new_name_example"),
    "data-testid": "new-person-name",
  });
  const role = select(
    "new-person-role",
    ROLES.map((value) => [value, roleName(value)]),
  );
  const tongue = select("new-person-language", Object.entries(LANGUAGES));
  const phone = el("input", {
    type: "tel",
    maxlength: 20,
    autocomplete: "off",
    placeholder: t("new_phone_example"),
    "data-testid": "new-person-phone",
  });
  const start = el("input", {
    type: "text",
    maxlength: 64,
    autocomplete: "off",
    spellcheck: "false",
    "data-testid": "new-person-start",
  });
  const problem = el("p", {
    class: "form-problem",
    role: "alert",
    "data-testid": "new-person-problem",
  });
  const labelled = (words, field, note = null) =>
    el("label", {}, el("span", { text: words }), field, note ? el("small", { text: note }) : null);

  async function save(event) {
    event.preventDefault();
    problem.textContent = "";
    const first = name.value.trim();
    if (!first) {
      problem.textContent = t("new_name_missing");
      name.focus();
      return;
    }
    const person = { first_name: first, language_code: tongue.value, role: role.value };
    if (phone.value.trim()) person.phone = phone.value.trim();
    if (start.value.trim()) person.start = start.value.trim();
    try {
      finish(await api.addPerson(person));
    } catch (error) {
      if (!(error instanceof api.RequestFailed)) throw error;
      problem.textContent = error.message;
    }
  }

  return el(
    "form",
    { class: "new-person", on: { submit: save } },
    labelled(t("new_name"), name),
    el(
      "div",
      { class: "pair" },
      labelled(t("new_role"), role),
      labelled(t("new_language"), tongue),
    ),
    labelled(t("new_phone"), phone),
    labelled(t("new_start"), start, t("new_start_note")),
    problem,
    el("button", { class: "main-button", "data-testid": "new-person-save", text: t("new_save") }),
  );
}

/** Resolves to the person chosen or made, or null. `openIds` are the phones already open. */
export function pickPerson(people, openIds) {
  return ask(
    { class: "dialog picker", "data-testid": "person-picker", "aria-label": t("picker_title") },
    (finish) => {
      const firstFree = people.find((person) => !openIds.includes(person.id));
      const list = el(
        "ul",
        { class: "people", "aria-label": t("picker_people") },
        people.map((person) =>
          entry(person, openIds.includes(person.id), person === firstFree, () => finish(person)),
        ),
      );
      walkWithArrows(list);
      const more = el(
        "details",
        { class: "more" },
        el("summary", { "data-testid": "new-person", text: t("new_person") }),
        newPersonForm(finish),
      );
      more.addEventListener("toggle", () => more.open && more.querySelector("input").focus());
      return [
        el(
          "div",
          { class: "dialog-head" },
          el(
            "div",
            {},
            el("h2", { text: t("picker_title") }),
            el("p", { class: "dialog-detail", text: t("picker_note") }),
          ),
          button(
            {
              class: "quiet-button",
              "data-testid": "picker-close",
              on: { click: () => finish(null) },
            },
            t("close"),
          ),
        ),
        list,
        more,
      ];
    },
  );
}
