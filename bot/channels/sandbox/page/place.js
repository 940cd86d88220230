// Choosing the position to send: a few places of the programme's own province, or numbers.

import { ask } from "./dialogs.js";
import { button, el, icon, walkWithArrows } from "./dom.js";
import { t } from "./i18n.js";

// Town centres, to a hundredth of a degree: near enough to try the button.
const PLACES = [
  { name: "Tân Yên", latitude: 21.39, longitude: 106.13 },
  { name: "Sơn Động", latitude: 21.34, longitude: 106.85 },
  { name: "Lục Ngạn", latitude: 21.37, longitude: 106.57 },
  { name: "Yên Thế", latitude: 21.48, longitude: 106.13 },
  { name: "Bắc Giang", latitude: 21.27, longitude: 106.19 },
];

function degrees(text, most) {
  const value = Number(text.trim().replace(",", "."));
  return text.trim() !== "" && Math.abs(value) <= most ? value : null;
}

/** Resolves to {latitude, longitude}, or null when the person thought better of it. */
export function choosePlace() {
  return ask(
    { class: "dialog", "data-testid": "place-picker", "aria-label": t("location_title") },
    (finish) => {
      const field = (name) =>
        el("input", {
          type: "text",
          inputmode: "decimal",
          size: 8,
          autocomplete: "off",
          "data-testid": name,
        });
      const latitude = field("latitude");
      const longitude = field("longitude");
      const problem = el("p", { class: "form-problem", role: "alert" });
      const list = el(
        "div",
        { class: "places" },
        PLACES.map((place, index) =>
          button(
            {
              class: "place",
              autofocus: index === 0,
              "data-testid": "place",
              on: { click: () => finish(place) },
            },
            icon("place"),
            place.name,
          ),
        ),
      );
      walkWithArrows(list);
      const send = (event) => {
        event.preventDefault();
        const found = {
          latitude: degrees(latitude.value, 90),
          longitude: degrees(longitude.value, 180),
        };
        if (found.latitude === null || found.longitude === null)
          problem.textContent = t("location_wrong");
        else finish(found);
      };
      return [
        el("h2", { text: t("location_title") }),
        el("p", { class: "dialog-detail", text: t("location_note") }),
        list,
        el(
          "form",
          { class: "position", on: { submit: send } },
          el("label", {}, t("latitude"), latitude),
          el("label", {}, t("longitude"), longitude),
          el("button", { class: "main-button", text: t("send") }),
          problem,
        ),
      ];
    },
  );
}
