// The stand's page: the camera fills the badge, and what is noted stays on the phone until the room has it.
import { camera } from "/door/camera.js";

const at = (id) => document.getElementById(id);
const words = JSON.parse(at("words").textContent);
const say = (name, count) => words[`stand_page.${name}`].replace("{count}", count);
const form = at("lead");
const token = location.pathname.split("/")[2];
const CHUNK = 100;
const shelf = (name) => {
  const key = `stand:${token}:${name}`;
  const read = () => JSON.parse(localStorage.getItem(key) || "[]");
  const write = (rows) => localStorage.setItem(key, JSON.stringify(rows));
  return { read, add: (one) => write([...read(), one]), drop: (nonce) => write(read().filter((one) => one.nonce !== nonce)) };
};
const waiting = shelf("waiting");
const refused = shelf("refused");

function noted() {
  const given = new FormData(form);
  return {
    nonce: crypto.randomUUID(),
    scanned_at: new Date().toISOString(),
    badge: given.get("badge").trim(),
    consent: given.has("consent") ? true : null,
    rating: given.has("rating") ? Number(given.get("rating")) : null,
    next_step: given.get("next_step") || null,
    note: given.get("note").trim() || null,
  };
}

// The next person has said nothing yet: no answer of the last one may stay.
function clear() {
  for (const one of form.querySelectorAll("input:checked")) one.checked = false;
  for (const name of ["badge", "next_step", "note"]) form.elements[name].value = "";
}

function draw() {
  const count = waiting.read().length;
  at("waiting").hidden = !count;
  at("waiting").textContent = count ? say("js_waiting", count) : "";
  const rows = refused.read();
  at("refused").hidden = !rows.length;
  at("refused").replaceChildren(...rows.map(line));
}

function line(one) {
  const [row, note, remove] = ["li", "bdi", "button"].map((name) => document.createElement(name));
  note.textContent = [one.badge.slice(-12), one.note].filter(Boolean).join(" · ");
  Object.assign(remove, { type: "button", className: "plain", textContent: say("js_remove") });
  remove.addEventListener("click", () => (refused.drop(one.nonce), draw()));
  row.append(`${say("js_refused")} : ${words[one.code] ?? one.code} `, note, " ", remove);
  return row;
}

function tell(text) {
  at("told").hidden = false;
  at("told").textContent = text;
}

let sending = null;
const send = () => (sending ??= sendAll().finally(() => (sending = null)));

async function sendAll() {
  const taken = [];
  let chunk = CHUNK;
  for (let scans; (scans = waiting.read().slice(0, chunk)).length; ) {
    const answer = await push(scans);
    if (answer.ok) taken.push(...settle(scans, (await answer.json()).items));
    else if (answer.status === 404) return tell(say("js_ended"));
    else if (answer.status !== 422) return;
    else if (scans.length > 1) chunk = 1; // one is ill-formed: it alone is refused
    else settle(scans, [{ nonce: scans[0].nonce, outcome: "refused", errors: (await answer.json()).errors }]);
  }
  if (taken.length) await arrived(taken);
}

function push(scans) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
  const how = { method: "POST", headers, body: JSON.stringify({ scans }), cache: "no-store", signal: AbortSignal.timeout(15000) };
  return fetch(`/v1/links/${token}/lead-batches`, how).catch(() => ({ ok: false, status: 0 }));
}

function settle(scans, items) {
  for (const { nonce, outcome, errors } of items) {
    if (outcome === "refused") refused.add({ ...scans.find((one) => one.nonce === nonce), code: errors?.[0]?.code ?? "" });
    waiting.drop(nonce);
  }
  draw();
  return items.filter((one) => one.outcome !== "refused");
}

// The page stays as it is, with what may be half filled in: only what the stand has met is new.
async function arrived(taken) {
  const known = taken.length === 1 && words[`stand_page.done_${taken[0].outcome}`];
  tell(known || say("js_sent", taken.length));
  await refresh();
}

async function refresh() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["people", "met"]) if (fresh.getElementById(id)) at(id).replaceWith(fresh.getElementById(id));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const one = noted();
  if (!one.badge) return;
  waiting.add(one);
  clear();
  tell(say("js_kept"));
  draw();
  form.elements.badge.focus();
  send();
});

const turn = camera(at("video"), read, (state) => {
  if (state === "none") tell(say("js_no_camera"));
  else at("camera").textContent = say(state === "on" ? "js_stop" : "js_scan");
});

function read(text) {
  form.elements.badge.value = text.trim();
  turn();
  at("consent").focus();
}

at("camera").addEventListener("click", turn);
at("camera").hidden = false;
if (!("BarcodeDetector" in window)) import("/door/vendor/decode.js").catch(() => null); // there, should the network go
addEventListener("online", () => send().then(refresh)); // a page that was kept names nobody
setInterval(send, 15000);
draw();
send();
navigator.serviceWorker?.register("/stand/worker.js", { scope: "/stand/" });
