// Times, sizes and names as people say them. The screen's clock is Vietnam's, wherever it is read.

import { language, t } from "./i18n.js";

const ZONE = "Asia/Ho_Chi_Minh";

function tag() {
  return language() === "vi" ? "vi-VN" : "en-GB";
}

function parts(date, options) {
  const found = {};
  const format = new Intl.DateTimeFormat(tag(), { timeZone: ZONE, ...options });
  for (const part of format.formatToParts(date)) found[part.type] = part.value;
  return found;
}

/** A key that is equal for two moments (Unix seconds) of the same day in Vietnam. */
export function dayKey(seconds) {
  const { year, month, day } = parts(new Date(seconds * 1000), {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return `${year}-${month}-${day}`;
}

/** "Hôm nay", "Hôm qua", or a date with its weekday; the year only when it is not this one. */
export function dayName(seconds, now = Date.now() / 1000) {
  const key = dayKey(seconds);
  if (key === dayKey(now)) return t("today");
  if (key === dayKey(now - 86400)) return t("yesterday");
  const date = new Date(seconds * 1000);
  const { weekday } = parts(date, { weekday: "long" });
  const { year, month, day } = parts(date, { year: "numeric", month: "numeric", day: "numeric" });
  const thisYear = parts(new Date(now * 1000), { year: "numeric" }).year;
  return `${weekday}, ${Number(day)}/${Number(month)}${year === thisYear ? "" : `/${year}`}`;
}

/** 24-hour time of a Unix second. */
export function clock(seconds) {
  const { hour, minute } = parts(new Date(seconds * 1000), {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return `${hour}:${minute}`;
}

/** Seconds as minutes:seconds. */
export function length(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function number(value, decimals) {
  return new Intl.NumberFormat(tag(), { maximumFractionDigits: decimals }).format(value);
}

export function degrees(value) {
  return `${number(value, 5)}°`;
}

/** Bytes with one decimal in the reader's style. */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${number(bytes / 1024, 1)} KB`;
  return `${number(bytes / 1024 / 1024, 1)} MB`;
}

export function fullName(person) {
  return [person.first_name, person.last_name].filter(Boolean).join(" ");
}

/** One or two letters for an avatar: the last word is a Vietnamese person's given name. */
export function initials(person) {
  const words = fullName(person).split(/\s+/).filter(Boolean);
  const chosen = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return chosen.map((word) => [...word][0].toLocaleUpperCase("vi")).join("");
}

/** The role's name; a role this page does not know is shown as it came. */
export function roleName(role) {
  const key = `role_${role}`;
  const name = t(key);
  return name === key ? role : name;
}

/** The tint of a role's phone: farmer, officer or other. */
export function roleTint(role) {
  return ["farmer", "officer"].includes(role) ? role : "other";
}

/** A Vietnamese number as people write it: "0912 000 816". Any other stays as it is. */
export function phone(number) {
  const found = /^\+?84(\d{2})(\d{3})(\d{4})$/.exec(number);
  if (!found) return number;
  const digits = `0${found[1]}${found[2]}${found[3]}`;
  return `${digits.slice(0, 4)} ${digits.slice(4, 7)} ${digits.slice(7)}`;
}
