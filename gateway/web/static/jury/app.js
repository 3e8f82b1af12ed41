// The juror's page. What is given on this phone is kept on it first and sent when there is a network; nothing here
// knows another juror's score, for the server does not send any.
"use strict";

const token = location.pathname.split("/")[2];
const api = `/v1/links/${token}/jury`;
const words = JSON.parse(document.getElementById("words").textContent);
const language = document.documentElement.lang;
const shelf = `jury:${token}`;
const kept = JSON.parse(localStorage.getItem(shelf) || '{"page":null,"waiting":[]}');
const open = new Set();
let notice = "";
let sending = false;

const keep = () => localStorage.setItem(shelf, JSON.stringify(kept));
const nonce = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

function node(name, facts = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(facts)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...inside.filter((one) => one !== null && one !== undefined));
  return made;
}

async function ask(method, path, body, key) {
  const headers = { Accept: "application/json", "Accept-Language": language };
  if (method === "POST") Object.assign(headers, { "Content-Type": "application/json", "Idempotency-Key": key || nonce() });
  const answer = await fetch(api + path, { method, headers, body: body ? JSON.stringify(body) : undefined, cache: "no-store" });
  const told = await answer.json().catch((broken) => {
    if (answer.ok) throw broken; // cut off on its way: as if there was no network, and never kept as a page
    return {};
  });
  if (!answer.ok) throw Object.assign(new Error(told.detail || told.title || words.failed), { status: answer.status, told });
  return told;
}

// what waits on the phone

function wait(deed) {
  kept.waiting = kept.waiting.filter((one) => !(one.kind === "score" && deed.kind === "score" && !one.sent && one.entry_id === deed.entry_id && one.criterion === deed.criterion));
  kept.waiting.push({ nonce: nonce(), at: new Date().toISOString(), ...deed });
  keep();
  draw();
  send();
}

const waiting = (kind) => kept.waiting.filter((one) => one.kind === kind);

async function send() {
  if (sending || !navigator.onLine) return draw();
  sending = true;
  try {
    do {
      for (const deed of waiting("declare")) await declared(deed);
      for (let some; (some = waiting("score").slice(0, 200)).length; ) await scored(some);
      kept.page = await ask("GET", "");
      keep();
    } while (kept.waiting.length); // what was given meanwhile
  } catch (error) {
    if (error.status) notice = error.message;
  } finally {
    sending = false;
    draw();
  }
}

async function declared(deed) {
  const { entry_id, conflict, note } = deed;
  await settled([deed], () => ask("POST", "/declarations", { entry_id, kind: conflict, note: note || null }, deed.nonce));
}

async function scored(deeds) {
  const scores = deeds.map(({ nonce, entry_id, criterion, value, at }) => ({ nonce, entry_id, criterion, value, at }));
  try {
    await settled(deeds, () => ask("POST", "/scores", { scores }));
  } catch (error) {
    if (error.status !== 422) throw error;
    const wrong = new Set((error.told.errors || []).map((one) => Number((one.pointer || "").split("/")[2])));
    notice = error.message;
    drop(wrong.size ? deeds.filter((_, place) => wrong.has(place)) : deeds);
  }
}

// Sent and taken, or refused for good: either way it waits no more. Without an answer it goes on waiting.
async function settled(deeds, act) {
  try {
    await act();
  } catch (error) {
    if (error.status === 409 || error.status === 404) drop(deeds);
    throw error;
  }
  kept.page.entries = entries(deeds); // until the server tells it, and should the network go before it does
  drop(deeds);
}

function drop(deeds) {
  kept.waiting = kept.waiting.filter((one) => !deeds.includes(one));
  keep();
}

// what is shown: what the server last told, and on top of it what waits here

function entries(deeds = kept.waiting) {
  const given = new Map(kept.page.entries.map((one) => [one.id, { ...one, values: { ...one.values } }]));
  for (const deed of deeds) {
    const entry = given.get(deed.entry_id);
    if (!entry) continue;
    if (deed.kind === "score") entry.values[deed.criterion] = deed.value;
    else if (deed.conflict === "none") entry.declared = true;
    else given.delete(deed.entry_id);
  }
  return [...given.values()];
}

const missing = (entry) => kept.page.rubric.criteria.filter((one) => !(one.code in entry.values)).length;

function draw() {
  const main = document.getElementById("jury");
  const page = kept.page;
  document.getElementById("network").textContent = navigator.onLine ? words.online : words.offline;
  document.getElementById("waiting").textContent = kept.waiting.length ? words.waiting.replace("{count}", kept.waiting.length) : words.all_sent;
  document.getElementById("notice").textContent = notice;
  if (!page) return main.replaceChildren(node("p", {}, navigator.onLine ? words.loading : words.never_loaded));
  const drawn = node("main", {}, node("h1", {}, page.title[language]), node("p", { class: "soft" }, words["state_" + page.state] || page.state), ...stage(page));
  if (drawn.innerHTML === main.innerHTML) return; // lest a key that is down, or what is being typed, be lost for nothing
  const focused = document.activeElement && document.activeElement.id;
  main.replaceChildren(...drawn.childNodes);
  if (focused) document.getElementById(focused)?.focus();
}

function stage(page) {
  if (page.minutes) return [signing(page.minutes)];
  if (page.state === "deliberating") return page.deliberation.length ? page.deliberation.map(deliberating) : [node("p", {}, words.nothing_to_deliberate)];
  if (page.handed_in) return [node("p", {}, words.handed_in)];
  const own = entries();
  const left = own.reduce((sum, entry) => sum + (entry.declared ? 0 : 1) + missing(entry), 0);
  return [...own.map(card), handing(left)];
}

function card(entry) {
  const left = missing(entry);
  const mark = !entry.declared ? words.to_declare : left ? words.missing.replace("{count}", left) : words.complete;
  const toggled = (event) => (event.target.open ? open.add(entry.id) : open.delete(entry.id));
  return node("details", { open: open.has(entry.id), ontoggle: toggled, "data-entry": entry.id },
    node("summary", {}, node("span", {}, entry.title[language]), node("span", { class: "mark" }, mark)),
    ...entry.files.map((file) => node("p", {}, node("a", { href: `${api}/entries/${entry.id}/files/${file.id}`, target: "_blank", rel: "noopener" }, file.name))),
    ...(entry.declared ? kept.page.rubric.criteria.map((one) => criterion(entry, one)) : [declaring(entry)]));
}

function declaring(entry) {
  const id = `declare-${entry.id}`;
  const kinds = ["none", "family", "former_trainee", "employer", "other"];
  const choice = node("select", { id }, node("option", { value: "" }, "—"), ...kinds.map((one) => node("option", { value: one }, words["conflict_" + one])));
  const declare = () => choice.value && wait({ kind: "declare", entry_id: entry.id, conflict: choice.value });
  return node("div", {}, node("label", { for: id }, words.declare), choice, node("p", { class: "soft" }, words.declare_means), node("button", { type: "button", onclick: declare }, words.declare_it));
}

function criterion(entry, one) {
  const name = `${entry.id}-${one.code}`;
  const given = entry.values[one.code];
  const score = (value) => wait({ kind: "score", entry_id: entry.id, criterion: one.code, value });
  const legend = node("legend", {}, one.label[language], node("span", { class: "soft" }, ` · ${words.weight} ${one.weight}`));
  if (one.method === "judged") {
    return node("fieldset", {}, legend, ...one.levels.map((level, points) =>
      node("label", { class: "level" },
        node("input", { type: "radio", name, id: `${name}-${points}`, value: points, checked: given === points, onchange: () => score(points) }),
        node("strong", {}, String(points)), node("span", {}, level[language]))));
  }
  const { low, high, unit } = one.measure;
  const measured = (event) => {
    const value = Number(event.target.value);
    if (event.target.value !== "" && Number.isInteger(value) && value >= low && value <= high) score(value);
    else event.target.reportValidity();
  };
  return node("fieldset", {}, legend, node("label", { for: name }, `${unit} (${low}–${high})`),
    node("input", { id: name, type: "number", inputmode: "numeric", min: low, max: high, step: 1, dir: "ltr", value: given ?? "", onchange: measured }));
}

function handing(left) {
  const ready = !left && navigator.onLine && !kept.waiting.length;
  const hand = async () => act(() => ask("POST", "/hand-in", {}));
  const why = left ? words.still_missing.replace("{count}", left) : ready ? words.hand_in_means : words.hand_in_online;
  return node("section", {}, node("p", { id: "missing" }, why), node("button", { id: "hand-in", type: "button", disabled: !ready, onclick: hand }, words.hand_in));
}

async function act(deed) {
  notice = "";
  try {
    await deed();
  } catch (error) {
    notice = error.status ? error.message : words.needs_network;
  }
  await send();
}

function deliberating(item) {
  const label = kept.page.rubric.criteria.find((one) => one.code === item.criterion).label[language];
  const heading = node("h2", {}, `${item.title[language]} · ${label}`);
  const spread = node("p", { class: "soft" }, words.spread.replace("{count}", item.spread));
  if (item.closed) return node("section", {}, heading, spread, node("p", {}, `${words.closed} ${item.text}`));
  return node("section", {}, heading, spread, item.points === null ? null : changing(item), item.closable ? closing(item) : null);
}

function changing(item) {
  const points = node("select", { id: `points-${item.id}` }, ...[0, 1, 2, 3].map((one) => node("option", { value: one, selected: one === item.points }, String(one))));
  const motive = node("textarea", { id: `motive-${item.id}`, rows: 2, maxlength: 2000 });
  const change = () => motive.value.trim() && act(() => ask("POST", `/deliberation/${item.id}/score`, { points: Number(points.value), motive: motive.value.trim() }));
  return node("div", {}, node("label", { for: points.id }, words.your_points), points, node("label", { for: motive.id }, words.motive), motive, node("button", { type: "button", onclick: change }, words.change));
}

function closing(item) {
  const text = node("textarea", { id: `text-${item.id}`, rows: 2, maxlength: 2000 });
  const close = () => text.value.trim() && act(() => ask("POST", `/deliberation/${item.id}/closing`, { text: text.value.trim() }));
  return node("div", {}, node("label", { for: text.id }, words.conclusion), text, node("button", { type: "button", onclick: close }, words.close));
}

function signing(minutes) {
  const list = node("ol", {}, ...minutes.ranking.map((one) => node("li", { value: one.rank }, one.title[language])));
  const digest = node("p", {}, node("code", { dir: "ltr" }, minutes.digest));
  if (minutes.answer || !minutes.asked) return node("section", {}, node("h2", {}, words.minutes), list, digest, node("p", {}, words["answer_" + (minutes.answer || "none")]));
  const read = node("input", { type: "checkbox", id: "read" });
  const reservation = node("textarea", { id: "reservation", rows: 3, maxlength: 2000 });
  const sign = () => read.checked && act(() => ask("POST", "/signature", { digest: minutes.digest }));
  const refuse = () => reservation.value.trim() && act(() => ask("POST", "/signature", { digest: minutes.digest, reservation: reservation.value.trim() }));
  return node("section", {}, node("h2", {}, words.minutes), list, node("p", { class: "soft" }, words.digest), digest,
    node("label", { class: "check" }, read, node("span", {}, words.confirm)), node("button", { type: "button", id: "sign", onclick: sign }, words.sign),
    node("details", {}, node("summary", {}, words.refuse), node("label", { for: "reservation" }, words.reservation), reservation, node("button", { type: "button", class: "danger", onclick: refuse }, words.refuse)));
}

addEventListener("online", send);
addEventListener("offline", draw);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/jury/worker.js", { scope: "/jury/" });
draw();
send();
