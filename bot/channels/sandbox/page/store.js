// What the page knows: people and chats, kept true by a snapshot and the events that follow it.

function emptyChat() {
  return {
    messages: [],
    keyboard: null,
    placeholder: null,
    commands: [],
    blocked: false,
    typing: false,
  };
}

/** Replace or insert by message id; ids grow, so the list stays in order. */
function put(messages, message) {
  const at = messages.findIndex((known) => known.message_id >= message.message_id);
  if (at < 0) return [...messages, message];
  const same = messages[at].message_id === message.message_id ? 1 : 0;
  return [...messages.slice(0, at), message, ...messages.slice(at + same)];
}

/** `next`, or `old` when they say the same: what has not changed need not be drawn again. */
function reuse(old, next) {
  return old !== undefined && JSON.stringify(old) === JSON.stringify(next) ? old : next;
}

function reuseChat(old, next) {
  const known = new Map(old.messages.map((message) => [message.message_id, message]));
  return {
    ...next,
    messages: next.messages.map((message) => reuse(known.get(message.message_id), message)),
    keyboard: reuse(old.keyboard, next.keyboard),
    commands: reuse(old.commands, next.commands),
  };
}

const APPLY = {
  message: (chat, event) => ({
    ...chat,
    messages: put(chat.messages, event.message),
    typing: event.message.from_bot ? false : chat.typing,
  }),
  edit: (chat, event) => ({ ...chat, messages: put(chat.messages, event.message) }),
  delete: (chat, event) => ({
    ...chat,
    messages: chat.messages.filter((message) => message.message_id !== event.message_id),
  }),
  keyboard: (chat, event) => ({
    ...chat,
    keyboard: event.keyboard,
    placeholder: event.placeholder ?? null,
  }),
  typing: (chat) => ({ ...chat, typing: true }),
  idle: (chat) => ({ ...chat, typing: false }),
  commands: (chat, event) => ({ ...chat, commands: event.commands }),
  blocked: (chat, event) => ({ ...chat, blocked: event.blocked }),
};

/**
 * `listen(event)` is called after each change; a fresh snapshot is announced as {type: "state"}.
 * Chats and messages are replaced, never changed in place, so `===` tells what is new.
 */
export function createStore(getState, listen) {
  const store = { bot: null, people: new Map(), chats: new Map() };
  // Events that arrive while a snapshot is on its way are applied on top of it: those it already
  // contains change nothing when repeated in order.
  let waiting = null;
  let asked = 0;

  store.chat = (id) => store.chats.get(id) ?? emptyChat();

  store.load = async () => {
    const mine = ++asked;
    waiting ??= [];
    let state;
    try {
      state = await getState();
    } catch (error) {
      if (mine === asked) {
        const missed = waiting;
        waiting = null;
        missed.forEach(store.apply);
      }
      throw error;
    }
    if (mine !== asked) return;
    store.bot = state.bot;
    store.people = new Map(
      state.people.map((person) => [person.id, reuse(store.people.get(person.id), person)]),
    );
    store.chats = new Map(
      Object.entries(state.chats).map(([id, chat]) => [
        Number(id),
        reuseChat(store.chat(Number(id)), { ...emptyChat(), ...chat }),
      ]),
    );
    const missed = waiting;
    waiting = null;
    listen({ type: "state" });
    missed.forEach(store.apply);
  };

  store.apply = (event) => {
    if (waiting) {
      waiting.push(event);
      return;
    }
    if (event.type === "person") store.people.set(event.person.id, event.person);
    const change = APPLY[event.type];
    if (change) store.chats.set(event.chat, change(store.chat(event.chat), event));
    listen(event);
  };

  return store;
}
