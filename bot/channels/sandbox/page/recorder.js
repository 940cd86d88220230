// A voice message from the microphone, where the browser and the person allow it.

import { button, el, icon } from "./dom.js";
import { length } from "./format.js";
import { t } from "./i18n.js";

const KINDS = [
  ["audio/ogg;codecs=opus", "ogg"],
  ["audio/webm;codecs=opus", "webm"],
  ["audio/mp4", "m4a"],
];

export function canRecord() {
  return Boolean(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);
}

/** How long a sound file is, in seconds; null when the browser cannot tell. */
export function secondsOf(file) {
  return new Promise((resolve) => {
    const audio = new Audio();
    const address = URL.createObjectURL(file);
    const finish = (seconds) => {
      URL.revokeObjectURL(address);
      resolve(Number.isFinite(seconds) ? seconds : null);
    };
    audio.onloadedmetadata = () => finish(audio.duration);
    audio.onerror = () => finish(null);
    audio.src = address;
  });
}

/**
 * Record until the person sends or drops it. Shows a bar in `host`; resolves to {file, seconds}, or
 * null when dropped. Rejects when the microphone is refused.
 */
export async function record(host) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const [type, ending] = KINDS.find(([kind]) => MediaRecorder.isTypeSupported(kind)) ?? [
    "",
    "webm",
  ];
  const recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
  const pieces = [];
  const time = el("span", { class: "recording-time", role: "timer", text: "0:00" });
  const began = Date.now();
  const tick = setInterval(() => {
    time.textContent = length((Date.now() - began) / 1000);
  }, 500);
  return new Promise((resolve) => {
    let keep = false;
    const stop = (kept) => () => {
      keep = kept;
      recorder.stop();
    };
    const send = button(
      {
        class: "round",
        "aria-label": t("record_stop"),
        "data-testid": "record-send",
        on: { click: stop(true) },
      },
      icon("send"),
    );
    const bar = el(
      "div",
      { class: "recording", role: "group", "aria-label": t("recording") },
      button(
        {
          class: "round quiet",
          "aria-label": t("record_drop"),
          "data-testid": "record-drop",
          on: { click: stop(false) },
        },
        icon("close"),
      ),
      el("span", { class: "recording-light" }),
      el("span", { text: t("recording") }),
      time,
      send,
    );
    bar.addEventListener("keydown", (event) => {
      if (event.key === "Escape") stop(false)();
    });
    recorder.ondataavailable = (event) => pieces.push(event.data);
    recorder.onstop = () => {
      clearInterval(tick);
      stream.getTracks().forEach((track) => track.stop());
      bar.remove();
      const kind = (recorder.mimeType || type).split(";")[0];
      const seconds = (Date.now() - began) / 1000;
      resolve(
        keep && pieces.length
          ? { file: new File(pieces, `voice.${ending}`, { type: kind }), seconds }
          : null,
      );
    };
    recorder.start();
    host.append(bar);
    send.focus();
  });
}
