// The paper clip: photos, files, recordings, the phone number, a place.

import * as api from "./api.js";
import { button, el, icon } from "./dom.js";
import { t } from "./i18n.js";
import { attachMenu } from "./menu.js";
import { choosePlace } from "./place.js";
import { canRecord, record, secondsOf } from "./recorder.js";

const MOST_AT_ONCE = 10;

/**
 * The button with its menu and hidden file fields. `host` is the composer's box; `attempt(action)`
 * runs a request and shows its failure; `takeCaption()` returns the text typed so far and clears
 * the field.
 */
export function createAttach(person, host, { attempt, takeCaption, giveBack, toast }) {
  const status = el("p", { class: "sending", role: "status", hidden: true });

  async function upload(files, as, seconds = null) {
    let caption = files.length ? takeCaption() : "";
    for (let from = 0; from < files.length; from += MOST_AT_ONCE) {
      const some = files.slice(from, from + MOST_AT_ONCE);
      status.textContent = t("sending", { name: some.map((file) => file.name).join(", ") });
      status.hidden = false;
      const sent = await attempt(() => api.upload(person, some, as, { caption, seconds }));
      if (!sent) {
        giveBack(caption);
        break;
      }
      caption = "";
    }
    status.hidden = true;
  }

  function field(name, as, accept, multiple) {
    const input = el("input", {
      type: "file",
      class: "file-field",
      accept,
      multiple,
      tabindex: "-1",
      "aria-hidden": "true",
      "data-testid": `attach-${name}-input`,
    });
    input.addEventListener("change", async () => {
      const files = [...input.files];
      input.value = "";
      const seconds = as === "voice" && files.length ? await secondsOf(files[0]) : null;
      await upload(files, as, seconds);
    });
    return input;
  }

  const photos = field("photo", "photo", "image/*", true);
  const documents = field("document", "document", null, true);
  const voices = field("voice", "voice", "audio/*", false);

  async function speak() {
    let voice;
    try {
      voice = await record(host);
    } catch {
      toast(t("record_refused"), true);
      return;
    }
    if (voice) await upload([voice.file], "voice", voice.seconds);
    opener.focus();
  }

  async function sendPlace() {
    const place = await choosePlace();
    if (place) await attempt(() => api.sendLocation(person, place.latitude, place.longitude));
  }

  const sendContact = () => attempt(() => api.sendContact(person));

  const opener = button(
    { class: "round quiet", "aria-label": t("attach"), "data-testid": "attach" },
    icon("clip"),
  );
  attachMenu(opener, host, {
    label: t("attach"),
    testid: "attach-menu",
    place: "above right",
    items: () => [
      {
        label: t("attach_photo"),
        shape: "photo",
        testid: "attach-photo",
        act: () => photos.click(),
      },
      {
        label: t("attach_document"),
        shape: "file",
        testid: "attach-document",
        act: () => documents.click(),
      },
      {
        label: t("attach_voice"),
        shape: "voice",
        testid: "attach-voice",
        act: () => voices.click(),
      },
      ...(canRecord()
        ? [{ label: t("record"), shape: "mic", testid: "attach-record", act: speak }]
        : []),
      { label: t("share_contact"), shape: "person", testid: "share-contact", act: sendContact },
      { label: t("share_location"), shape: "place", testid: "share-location", act: sendPlace },
    ],
  });

  /** Files that were pasted or dropped: pictures go as photos, everything else as documents. */
  async function take(files) {
    const pictures = files.filter((file) => file.type.startsWith("image/"));
    const others = files.filter((file) => !file.type.startsWith("image/"));
    if (pictures.length) await upload(pictures, "photo");
    if (others.length) await upload(others, "document");
  }

  return { opener, fields: [photos, documents, voices], status, take, sendPlace, sendContact };
}
