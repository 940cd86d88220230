// Windows over the page and the short notes that pass by.

import { fileUrl } from "./api.js";
import { button, el, icon } from "./dom.js";
import { t } from "./i18n.js";

let count = 0;

/**
 * Show a window and wait: resolves to what `finish(value)` was given, or null when it was closed
 * with Esc or a press beside it. The browser keeps the focus inside and gives it back afterwards.
 */
export function ask(props, fill) {
  return new Promise((resolve) => {
    let value = null;
    const finish = (given) => {
      value = given;
      dialog.close();
    };
    const dialog = el("dialog", props);
    dialog.append(...[fill(finish)].flat());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(value);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** The words an alert from the bot brings, until they are acknowledged. */
export function showAlert(text, from) {
  const id = `alert-${++count}`;
  return ask(
    { class: "dialog", role: "alertdialog", "data-testid": "alert", "aria-labelledby": id },
    (finish) => [
      from ? el("p", { class: "dialog-from", text: from }) : el("span"),
      el("p", { id, class: "dialog-text", "data-testid": "alert-text", text }),
      el(
        "div",
        { class: "dialog-row" },
        button(
          {
            class: "main-button",
            autofocus: true,
            "data-testid": "alert-ok",
            on: { click: () => finish(true) },
          },
          t("ok"),
        ),
      ),
    ],
  );
}

/** A question with a yes and a way out; resolves to true or false. */
export async function confirm(text, yes, { danger = false, detail = null } = {}) {
  const id = `confirm-${++count}`;
  const answer = await ask(
    { class: "dialog", role: "alertdialog", "data-testid": "confirm", "aria-labelledby": id },
    (finish) => [
      el("p", { id, class: "dialog-text", text }),
      detail ? el("p", { class: "dialog-detail", text: detail }) : el("span"),
      el(
        "div",
        { class: "dialog-row" },
        button(
          {
            class: "quiet-button",
            "data-testid": "confirm-no",
            on: { click: () => finish(false) },
          },
          t("cancel"),
        ),
        button(
          {
            class: danger ? "main-button danger" : "main-button",
            autofocus: true,
            "data-testid": "confirm-yes",
            on: { click: () => finish(true) },
          },
          yes,
        ),
      ),
    ],
  );
  return answer === true;
}

/** Look at photos ({file_id, width, height, caption}) one at a time, starting at index `at`. */
export function lightbox(photos, at) {
  return ask(
    { class: "lightbox", "data-testid": "lightbox", "aria-label": t("photo") },
    (finish) => {
      const image = el("img", {});
      const caption = el("p", { class: "lightbox-words", role: "status" });
      const show = (index) => {
        at = (index + photos.length) % photos.length;
        const photo = photos[at];
        image.src = fileUrl(photo.file_id);
        image.width = photo.width;
        image.height = photo.height;
        image.alt = photo.caption ?? t("photo");
        const place = photos.length > 1 ? t("photo_at", { at: at + 1, of: photos.length }) : "";
        caption.textContent = [place, photo.caption].filter(Boolean).join(" · ");
      };
      const step = (by) => () => show(at + by);
      const turn = (shape, by, name) =>
        photos.length > 1
          ? button(
              { class: `lightbox-turn ${shape}`, "aria-label": t(name), on: { click: step(by) } },
              icon(shape),
            )
          : el("span");
      show(at);
      const frame = el(
        "div",
        { class: "lightbox-frame" },
        image,
        caption,
        turn("left", -1, "photo_before"),
        turn("right", 1, "photo_after"),
        button(
          {
            class: "lightbox-close",
            autofocus: true,
            "aria-label": t("close"),
            on: { click: () => finish(null) },
          },
          icon("close"),
        ),
      );
      frame.addEventListener("click", (event) => {
        if (event.target === frame) finish(null);
      });
      frame.addEventListener("keydown", (event) => {
        if (event.key === "ArrowLeft") show(at - 1);
        if (event.key === "ArrowRight") show(at + 1);
      });
      return frame;
    },
  );
}

/** A note that goes away by itself; problems stay longer and are read out at once. */
export function toast(box, text, problem = false) {
  const note = el("div", {
    class: problem ? "toast problem" : "toast",
    role: problem ? "alert" : "status",
    "data-testid": "toast",
    text,
  });
  note.addEventListener("click", () => note.remove());
  box.append(note);
  while (box.children.length > 3) box.firstElementChild.remove();
  setTimeout(() => note.remove(), Math.max(problem ? 7000 : 4000, text.length * 70));
}
