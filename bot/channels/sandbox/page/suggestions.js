// The list of commands that narrows while "/…" is typed.

import { el } from "./dom.js";
import { t } from "./i18n.js";

let count = 0;

/** Commands that begin with what is typed, an exact one first; none unless it is one "/word". */
export function matching(commands, typed) {
  const word = /^\/([a-z0-9_]*)$/i.exec(typed)?.[1];
  if (word === undefined) return [];
  const exact = word.toLowerCase();
  const found = commands.filter((known) => known.command.startsWith(exact));
  return found.sort((a, b) => Number(b.command === exact) - Number(a.command === exact));
}

/**
 * A listbox steered from the text field: the arrow keys move, Enter takes, Esc hides.
 * `key(event)` returns true when it dealt with the key.
 */
export function createSuggestions(field, choose) {
  const id = `suggestions-${++count}`;
  const box = el("ul", {
    id,
    class: "suggestions",
    role: "listbox",
    "aria-label": t("commands"),
    "data-testid": "suggestions",
    hidden: true,
  });
  let shown = [];
  let at = 0;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", id);
  field.setAttribute("aria-expanded", "false");

  function mark() {
    [...box.children].forEach((item, index) =>
      item.setAttribute("aria-selected", String(index === at)),
    );
    if (!shown.length) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    field.setAttribute("aria-activedescendant", `${id}-${at}`);
    box.children[at].scrollIntoView({ block: "nearest" });
  }

  function show(commands) {
    shown = commands;
    at = 0;
    box.replaceChildren(
      ...commands.map(({ command, description }, index) => {
        const take = (event) => {
          event.preventDefault();
          choose(`/${command}`);
        };
        return el(
          "li",
          { id: `${id}-${index}`, role: "option", on: { pointerdown: take } },
          el("b", { text: `/${command}` }),
          el("span", { text: description }),
        );
      }),
    );
    box.hidden = !commands.length;
    field.setAttribute("aria-expanded", String(!box.hidden));
    mark();
  }

  function key(event) {
    if (!shown.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      at = (at + step + shown.length) % shown.length;
      mark();
    } else if (event.key === "Enter" && !event.shiftKey) {
      choose(`/${shown[at].command}`);
    } else if (event.key === "Escape") {
      show([]);
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  return { node: box, show, key };
}
