// The page's own words in two languages. What the bot says comes from the bot.

import en from "./en.js";
import vi from "./vi.js";

const WORDS = { vi, en };
const KEPT_AS = "ocop-sandbox-language";

let current = WORDS[localStorage.getItem(KEPT_AS)] ? localStorage.getItem(KEPT_AS) : "vi";

export function language() {
  return current;
}

export function setLanguage(code) {
  current = WORDS[code] ? code : "vi";
  localStorage.setItem(KEPT_AS, current);
  document.documentElement.lang = current;
}

/** The sentence for `key`, with {name} replaced from `values`; an unknown key comes back as is. */
export function t(key, values = {}) {
  const sentence = WORDS[current][key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? String(values[name]) : whole,
  );
}

/** A sentence of the server in the page's language; one that no dictionary knows stays as it is. */
export function refusal(sentence) {
  const key = Object.keys(en).find((name) => name.startsWith("refused_") && en[name] === sentence);
  return key ? t(key) : sentence;
}
