// What a message carries besides text: pictures, files, recordings, cards.

import { fileUrl } from "./api.js";
import { button, el, hidden, icon } from "./dom.js";
import { degrees, length, phone, size } from "./format.js";
import { t } from "./i18n.js";

/** The smallest size that is still sharp in a bubble, or the largest there is. */
function forBubble(photo) {
  const sizes = [...photo].sort((a, b) => a.width - b.width);
  return sizes.find((candidate) => candidate.width >= 640) ?? sizes[sizes.length - 1];
}

/** The largest size of a photo. */
export function largest(photo) {
  return photo.reduce((best, candidate) => (candidate.width > best.width ? candidate : best));
}

function photoView(message, act) {
  const shown = forBubble(message.photo);
  const image = el("img", {
    src: fileUrl(shown.file_id),
    width: shown.width,
    height: shown.height,
    alt: message.caption ?? t("photo"),
    loading: "lazy",
    draggable: "false",
  });
  const open = () => act.openPhoto(message.message_id);
  return button(
    { class: "photo", "aria-label": t("photo_open"), "data-testid": "photo", on: { click: open } },
    image,
  );
}

function documentView({ file_id, file_name, file_size }) {
  const name = file_name ?? t("document");
  return el(
    "a",
    {
      class: "file",
      href: fileUrl(file_id),
      download: name,
      "aria-label": t("download", { name }),
      "data-testid": "document",
    },
    el("span", { class: "file-icon" }, icon("file")),
    el(
      "span",
      { class: "file-words" },
      el("span", { class: "file-name", text: name }),
      file_size ? el("span", { class: "file-size", text: size(file_size) }) : null,
    ),
    icon("save"),
  );
}

/** A small player: play or pause, a slider, the time. Only one recording plays at a time. */
function audioView(sound, title) {
  const audio = el("audio", { src: fileUrl(sound.file_id), preload: "none" });
  const known = () =>
    Number.isFinite(audio.duration) && audio.duration ? audio.duration : sound.duration || 0;
  const slider = el("input", {
    type: "range",
    min: 0,
    max: 100,
    value: 0,
    step: 1,
    "aria-label": t("position"),
  });
  const time = el("span", { class: "player-time", text: length(sound.duration || 0) });
  const play = button(
    { class: "player-play", "aria-label": t("play"), "data-testid": "play" },
    icon("play"),
  );
  const draw = () => {
    play.replaceChildren(icon(audio.paused ? "play" : "pause"));
    play.setAttribute("aria-label", t(audio.paused ? "play" : "pause"));
  };
  play.addEventListener("click", () => {
    if (!audio.paused) {
      audio.pause();
      return;
    }
    document.querySelectorAll("audio").forEach((other) => other !== audio && other.pause());
    audio.play().catch(() => {
      time.textContent = t("audio_lost");
    });
  });
  slider.addEventListener("input", () => {
    audio.currentTime = (known() * slider.value) / 100;
  });
  audio.addEventListener("play", draw);
  audio.addEventListener("pause", draw);
  audio.addEventListener("timeupdate", () => {
    if (known()) slider.value = (audio.currentTime / known()) * 100;
    time.textContent = length(audio.currentTime);
  });
  audio.addEventListener("ended", () => {
    slider.value = 0;
    time.textContent = length(known());
  });
  return el(
    "div",
    { class: "player", role: "group", "aria-label": title, "data-testid": "player" },
    play,
    slider,
    time,
    audio,
  );
}

function videoView(video) {
  return el("video", {
    class: "video",
    src: fileUrl(video.file_id),
    controls: true,
    preload: "metadata",
    width: video.width,
    height: video.height,
    "aria-label": t("video"),
  });
}

function stickerView(sticker) {
  if (sticker.is_animated)
    return el("span", { class: "sticker-emoji", text: sticker.emoji ?? t("sticker") });
  if (sticker.is_video)
    return el("video", {
      class: "sticker",
      src: fileUrl(sticker.file_id),
      autoplay: true,
      loop: true,
      muted: true,
    });
  return el("img", {
    class: "sticker",
    src: fileUrl(sticker.file_id),
    alt: sticker.emoji ?? t("sticker"),
  });
}

function card(kind, shape, first, second) {
  return el(
    "div",
    { class: `card card-${kind}`, "data-testid": kind },
    el("span", { class: "card-icon" }, icon(shape)),
    el(
      "span",
      { class: "card-words" },
      hidden(`${t(kind)}: `),
      el("span", { class: "card-first", text: first }),
      el("span", { class: "card-second", text: second }),
    ),
  );
}

function locationView(message) {
  const { latitude, longitude } = message.venue?.location ?? message.location;
  const where = `${degrees(latitude)} · ${degrees(longitude)}`;
  return card("location", "place", message.venue?.title ?? t("location"), where);
}

function contactView({ first_name, last_name, phone_number }) {
  const name = [first_name, last_name].filter(Boolean).join(" ");
  return card("contact", "person", name, phone(phone_number));
}

/** The element for what a message carries, or null for plain text. */
export function mediaView(message, act) {
  if (message.photo?.length) return photoView(message, act);
  if (message.animation) return videoView(message.animation);
  if (message.document) return documentView(message.document);
  if (message.voice) return audioView(message.voice, t("voice"));
  if (message.audio) return audioView(message.audio, message.audio.title ?? t("voice"));
  if (message.video ?? message.video_note) return videoView(message.video ?? message.video_note);
  if (message.sticker) return stickerView(message.sticker);
  if (message.venue ?? message.location) return locationView(message);
  if (message.contact) return contactView(message.contact);
  if (message.text === undefined) return el("em", { class: "other-kind", text: t("other_kind") });
  return null;
}
