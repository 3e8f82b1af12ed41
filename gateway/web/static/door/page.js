// The scanner: decides by the snapshot, keeps every scan, and tells the room as soon as there is a network.
import { isSigned, isWhole, open, read } from "./badge.js";
import { camera } from "./camera.js";
import * as kept from "./kept.js";

const root = document.documentElement;
const texts = JSON.parse(document.getElementById("texts").textContent);
const token = root.dataset.token;
const at = (id) => document.getElementById(id);
const say = (name) => texts[`door.${name}`] ?? name;
const api = (what) => `/v1/links/${token}/${what}`;
const COLOURS = { accepted: "good", left: "good", already_in: "unsure", not_inside: "unsure", not_listed: "unsure", not_today: "unsure" };
const CHUNK = 100;
const ANSWER_MS = 2500;

const here = { snapshot: null, byLookup: new Map(), inside: new Map(), came: new Set(), etag: null, skew: 0, queued: 0, entered: 0, telling: null };

// what the badge means by what this device knows

async function decide(badge, kind) {
  if (!badge) return { verdict: "unreadable" };
  const snapshot = here.snapshot;
  if (!snapshot) return { verdict: "no_list" };
  if (badge.editionId !== snapshot.edition_id) return { verdict: "not_this_edition" };
  const key = snapshot.keys.find((one) => one.id === badge.keyId);
  if (!key) return { verdict: "foreign" };
  const signed = await isSigned(badge, key.public);
  if (signed === false) return { verdict: "forged" };
  const now = Date.now() + here.skew;
  if (now > badge.expiresAt) return { verdict: "expired" };
  if (now > Date.parse(snapshot.expires_at)) return { verdict: "expired_list", colour: "unsure" };
  const record = await open(badge, snapshot, here.byLookup);
  if (!record) return { verdict: "not_listed", online: true };
  return { ...judged(badge.registrationId, kind, record), record, counts: true, unverified: signed === null };
}

function judged(id, kind, record) {
  const inside = here.inside.get(id) ?? Boolean(record.i);
  const came = here.came.has(id) || Boolean(record.i);
  if (kind === "exit") return { verdict: inside ? "left" : "not_inside" };
  return { verdict: inside || (came && !here.snapshot.edition.reentry) ? "already_in" : "accepted" };
}

function remember(id, kind, verdict) {
  if (kind === "exit") here.inside.set(id, false);
  else if (verdict === "accepted" || verdict === "already_in") {
    here.inside.set(id, true);
    here.came.add(id);
  }
}

// scanning

async function scan(text) {
  const kind = at("exit").checked ? "exit" : "entry";
  const badge = read(text);
  const decided = await decide(badge, kind);
  const asks = decided.counts || (decided.online && navigator.onLine);
  if (!asks) return show(decided);
  const made = { nonce: crypto.randomUUID(), token: badge.token, kind, at: new Date().toISOString(), registrationId: badge.registrationId, verdict: decided.verdict };
  if (decided.counts) {
    await kept.keep(made);
    remember(badge.registrationId, kind, decided.verdict);
    if (decided.verdict === "accepted") here.entered += 1;
    here.queued += 1;
  }
  show(decided);
  const line = note(decided);
  figures();
  const told = decided.counts ? tell() : tellNow(made);
  const answers = await Promise.race([told, new Promise((done) => setTimeout(done, ANSWER_MS))]);
  const answer = answers?.find((one) => one.nonce === made.nonce);
  if (answer && answer.verdict !== decided.verdict) {
    show({ ...decided, verdict: answer.verdict, conflict: answer.conflict });
    amend(line, answer.verdict);
  }
}

function show({ verdict, colour, record, unverified, conflict }) {
  const panel = at("verdict");
  const shade = colour ?? COLOURS[verdict] ?? "bad";
  panel.className = shade;
  panel.dataset.verdict = verdict;
  at("said").textContent = say(verdict);
  at("latin").textContent = record?.n ?? "";
  at("arabic").textContent = record?.a ?? "";
  const more = [record?.c, conflict && say("conflict"), unverified && say("unverified")];
  if (verdict === "already_in" && record?.i) more.push(`${say("since")} ${hour(record.i)}`);
  at("more").textContent = more.filter(Boolean).join(" · ");
  sound(shade);
}

function note({ verdict, record }) {
  const line = document.createElement("li");
  const [when, who, what] = ["time", "bdi", "span"].map((name) => line.appendChild(document.createElement(name)));
  when.textContent = hour(new Date().toISOString());
  who.textContent = (root.lang === "ar" && record?.a) || record?.n || "—";
  what.textContent = say(verdict);
  at("last").prepend(line);
  while (at("last").children.length > 5) at("last").lastChild.remove();
  return line;
}

const amend = (line, verdict) => (line.lastChild.textContent = say(verdict));
const hour = (moment) => new Date(moment).toLocaleTimeString(`${root.lang}-MA-u-nu-latn`, { hour: "2-digit", minute: "2-digit", timeZone: "Africa/Casablanca" });

let audio;
function sound(shade) {
  if (!at("sound").checked) return;
  audio ??= new AudioContext();
  const [tone, level] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = { good: 880, unsure: 440, bad: 180 }[shade];
  tone.type = shade === "bad" ? "square" : "sine";
  level.gain.value = 0.15;
  tone.connect(level).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + (shade === "good" ? 0.12 : 0.4));
}

// telling the room

function tell() {
  here.telling ??= tellAll().finally(() => (here.telling = null));
  return here.telling;
}

async function tellAll() {
  const answers = [];
  for (;;) {
    const waiting = (await kept.scans()).filter((one) => one.token).slice(0, CHUNK);
    if (!waiting.length) return answers;
    const told = await tellNow(...waiting);
    if (!told) return answers;
    answers.push(...told);
    const byNonce = new Map(told.map((one) => [one.nonce, one]));
    for (const one of waiting) {
      const answer = byNonce.get(one.nonce);
      if (answer?.verdict === "nonce_reused") await kept.keep({ ...one, nonce: crypto.randomUUID() });
      await kept.keep({ nonce: one.nonce, registrationId: one.registrationId, kind: one.kind, at: one.at, verdict: answer.verdict });
    }
    await count();
  }
}

async function tellNow(...waiting) {
  const scans = waiting.map(({ nonce, token, kind, at }) => ({ nonce, token, kind, at }));
  const body = JSON.stringify({ device_now: new Date().toISOString(), scans });
  const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
  const answered = await ask("scans", { method: "POST", body, headers });
  if (!answered?.ok) return null;
  const told = await answered.json();
  at("clock").hidden = !told.clock_off_s;
  return told.scans;
}

async function ask(what, how = {}) {
  try {
    const answered = await fetch(api(what), { ...how, cache: "no-store", signal: AbortSignal.timeout(15000) });
    online(true);
    at("revoked").hidden = answered.status !== 404;
    return answered;
  } catch {
    online(false);
    return null;
  }
}

// the list

async function refresh() {
  const answered = await ask("snapshot", { headers: here.etag ? { "If-None-Match": here.etag } : {} });
  if (answered?.status !== 200) return;
  const snapshot = await answered.json();
  if (!(await isWhole(snapshot))) return;
  const skew = Date.parse(snapshot.made_at) - Date.now();
  const fresh = { snapshot, etag: answered.headers.get("ETag"), skew: Math.abs(skew) > 120000 ? skew : 0 };
  await kept.put("list", fresh);
  use(fresh);
}

function use(list) {
  Object.assign(here, list, { byLookup: new Map(list.snapshot.records) });
  const edition = list.snapshot.edition;
  at("gathering").textContent = `${edition.series_name[root.lang]} · ${edition.number}`;
  at("people").textContent = list.snapshot.records.length;
  at("list").textContent = `${say("list_of")} ${hour(list.snapshot.made_at)}`;
}

async function count() {
  const all = await kept.scans();
  here.queued = all.filter((one) => one.token).length;
  here.entered = all.filter((one) => one.verdict === "accepted").length;
  for (const one of all.sort((a, b) => (a.at < b.at ? -1 : 1))) remember(one.registrationId, one.kind, one.verdict);
  figures();
}

function figures() {
  at("queued").textContent = here.queued;
  at("entered").textContent = here.entered;
}

function online(is) {
  at("network").textContent = say(is ? "online" : "offline");
  at("network").className = is ? "on" : "off";
}

async function look() {
  if (here.queued) await tell();
  const answered = await ask("door");
  if (answered?.ok) at("everyone").textContent = (await answered.json()).counts.total.entries;
}

// the camera

const film = camera(at("video"), scan, (state) => {
  if (state === "none") at("said").textContent = say("no_camera");
  else at("camera").textContent = state === "on" ? say("stop") : say("scan");
});

// beginning

async function begin() {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token)));
  kept.begin(`door-${[...digest.slice(0, 8)].map((octet) => octet.toString(16).padStart(2, "0")).join("")}`);
  const list = await kept.get("list");
  if (list) use(list);
  await count();
  await refresh();
  await look();
  root.dataset.ready = "true";
  setInterval(look, 5000);
  setInterval(refresh, 60000);
}

at("typed").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = at("code").value;
  at("code").value = "";
  at("code").focus();
  if (text.trim()) scan(text);
});
at("camera").addEventListener("click", film);
at("refresh").addEventListener("click", refresh);
addEventListener("online", () => look().then(refresh));
addEventListener("offline", () => online(false));
navigator.serviceWorker?.register("/door/worker.js", { scope: "/door/" });
begin();
