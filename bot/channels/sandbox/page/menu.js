// A menu that opens above or below its button and is walked with the arrow keys.

import { button, el, icon } from "./dom.js";

/**
 * Tie a menu to `opener`. `items()` is asked at each opening: [{label, note?, shape?, testid?, act,
 * danger?}], or [] with `empty` shown instead. The menu is drawn into `host`, which is positioned.
 */
export function attachMenu(opener, host, { items, label, empty = "", testid = null, place = "" }) {
  let menu = null;
  opener.setAttribute("aria-haspopup", "menu");
  opener.setAttribute("aria-expanded", "false");

  function close(focusOpener) {
    if (!menu) return;
    menu.remove();
    menu = null;
    opener.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (focusOpener) opener.focus();
  }

  function outside(event) {
    if (!menu.contains(event.target) && !opener.contains(event.target)) close(false);
  }

  function entry(item) {
    const act = () => {
      close(true);
      item.act();
    };
    return button(
      {
        class: item.danger ? "menu-item danger" : "menu-item",
        role: "menuitem",
        tabindex: "-1",
        "data-testid": item.testid,
        on: { click: act },
      },
      item.shape ? icon(item.shape) : null,
      el(
        "span",
        { class: "menu-words" },
        el("span", { text: item.label }),
        item.note ? el("span", { class: "menu-note", text: item.note }) : null,
      ),
    );
  }

  function keys(event) {
    const all = [...menu.querySelectorAll(".menu-item")];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined && all.length) {
      event.preventDefault();
      all[(to + all.length) % all.length].focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      event.stopPropagation();
      close(true);
    }
  }

  function open(last) {
    const given = items();
    menu = el(
      "div",
      {
        class: `menu ${place}`,
        role: "menu",
        "aria-label": label,
        "data-testid": testid,
        on: { keydown: keys },
      },
      given.length ? given.map(entry) : el("p", { class: "menu-empty", text: empty }),
    );
    host.append(menu);
    opener.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside, true);
    const all = menu.querySelectorAll(".menu-item");
    (last ? all[all.length - 1] : all[0])?.focus();
  }

  opener.addEventListener("click", () => (menu ? close(true) : open(false)));
  opener.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu) close(true);
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (!menu) open(event.key === "ArrowUp");
  });
  return { close };
}
