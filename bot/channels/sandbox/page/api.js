// The wire to the sandbox server: plain requests, and the stream of events.

import { refusal, t } from "./i18n.js";

/** A request the server refused or that did not reach it; `message` is a sentence to show. */
export class RequestFailed extends Error {}

async function request(method, path, body) {
  const options = { method };
  if (body instanceof FormData) {
    options.body = body;
  } else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  let response;
  try {
    response = await fetch(`/sandbox/${path}`, options);
  } catch {
    throw new RequestFailed(t("offline"));
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new RequestFailed(refusal(answer?.error) ?? t("went_wrong"));
  return answer;
}

export const getState = () => request("GET", "state");
export const addPerson = (person) => request("POST", "people", person);
export const startOver = () => request("POST", "start-over", {});

const of = (person, act) => `people/${person}/${act}`;
export const sendText = (person, text) => request("POST", of(person, "text"), { text });
export const sendStart = (person, payload) => request("POST", of(person, "start"), { payload });
export const sendContact = (person) => request("POST", of(person, "contact"), {});
export const sendLocation = (person, latitude, longitude) =>
  request("POST", of(person, "location"), { latitude, longitude });
export const setBlocked = (person, blocked) => request("POST", of(person, "block"), { blocked });
export const press = (person, messageId, data) =>
  request("POST", of(person, "press"), { message_id: messageId, data });

/** Send files as photo, document, voice, video, audio or sticker; several at once are an album. */
export function upload(person, files, as, { caption = "", seconds = null } = {}) {
  const form = new FormData();
  form.append("as", as);
  if (caption) form.append("caption", caption);
  if (seconds) form.append("duration", Math.max(1, Math.round(seconds)));
  for (const file of files) form.append("file", file, file.name);
  return request("POST", of(person, "upload"), form);
}

export function fileUrl(fileId) {
  return `/sandbox/file/${encodeURIComponent(fileId)}`;
}

/**
 * Follow the server's events for as long as the page lives. `onOpen` runs at every (re)connection:
 * whatever happened in between must then be read again. The browser reconnects after a dropped
 * line by itself but gives up after an HTTP error, so that case is retried here with growing waits.
 */
export function follow({ onOpen, onEvent, onLost }) {
  let wait = 1000;
  const connect = () => {
    const source = new EventSource("/sandbox/events");
    source.onopen = () => {
      wait = 1000;
      onOpen();
    };
    source.onmessage = (event) => onEvent(JSON.parse(event.data));
    source.onerror = () => {
      onLost();
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, 15000);
    };
  };
  connect();
}
