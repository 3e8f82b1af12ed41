// Badges and snapshots as the room writes them (services/events/domain/badge.py and snapshot.py).
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const PREFIX = "MQ1:";
const SIGNED = 45;
const SIGNATURE = 64;
const utf8 = new TextEncoder();

function unbase45(text) {
  if (text.length % 3 === 1) throw new Error("a letter is missing");
  const octets = [];
  for (let at = 0; at < text.length; at += 3) {
    const places = [...text.slice(at, at + 3)].map((letter) => ALPHABET.indexOf(letter));
    if (places.includes(-1)) throw new Error("no base45");
    const value = places.reduce((sum, place, power) => sum + place * 45 ** power, 0);
    if (value > (places.length === 3 ? 0xffff : 0xff)) throw new Error("no base45");
    if (places.length === 3) octets.push(value >> 8);
    octets.push(value & 255);
  }
  return new Uint8Array(octets);
}

const hex = (octets) => [...octets].map((octet) => octet.toString(16).padStart(2, "0")).join("");
const uuid = (octets) => hex(octets).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
const fromHex = (text) => new Uint8Array(text.match(/../g).map((pair) => parseInt(pair, 16)));

export function octetsOf(spelled) {
  const plain = atob(spelled.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

export function spelled(octets) {
  return btoa(String.fromCharCode(...octets)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// A badge as it was read, not yet believed; null for what is none.
export function read(text) {
  const token = text.trim();
  if (!token.startsWith(PREFIX)) return null;
  let octets;
  try {
    octets = unbase45(token.slice(PREFIX.length));
  } catch {
    return null;
  }
  if (octets.length !== SIGNED + SIGNATURE || octets[0] !== 1) return null;
  return {
    token,
    keyId: hex(octets.slice(1, 9)),
    registrationId: uuid(octets.slice(9, 25)),
    editionId: uuid(octets.slice(25, 41)),
    expiresAt: new DataView(octets.buffer).getUint32(41) * 1000,
    signed: octets.slice(0, SIGNED),
    signature: octets.slice(SIGNED),
  };
}

// Whether an Ed25519 signature holds; null where this browser cannot tell.
async function holds(publicHex, signature, purpose, octets) {
  const name = utf8.encode(purpose);
  const whole = new Uint8Array(name.length + octets.length);
  whole.set(name);
  whole.set(octets, name.length);
  try {
    const key = await crypto.subtle.importKey("raw", fromHex(publicHex), { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, key, signature, whole);
  } catch {
    return null;
  }
}

export const isSigned = (badge, publicHex) => holds(publicHex, badge.signature, "multaqa badge\n", badge.signed);

// Whether a snapshot is as the room made it.
export async function isWhole(snapshot) {
  const lines = snapshot.records.map(([lookup, record]) => `${lookup} ${record}\n`).join("");
  const head = [snapshot.edition_id, snapshot.made_at, snapshot.expires_at, snapshot.salt].join("\n");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(`${head}\n${lines}`)));
  if (hex(digest) !== snapshot.digest) return false;
  const key = snapshot.keys.find((one) => one.id === snapshot.key_id);
  return (await holds(key.public, octetsOf(snapshot.signature), "multaqa snapshot\n", digest)) !== false;
}

// What a snapshot tells about a badge in the hand; null where it has no record for it.
export async function open(badge, snapshot, byLookup) {
  const source = await crypto.subtle.importKey("raw", badge.signature, "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: octetsOf(snapshot.salt), info: utf8.encode("multaqa snapshot") };
  const derived = new Uint8Array(await crypto.subtle.deriveBits(how, source, 384));
  const sealed = byLookup.get(spelled(derived.slice(0, 16)));
  if (!sealed) return null;
  const key = await crypto.subtle.importKey("raw", derived.slice(16), "AES-GCM", false, ["decrypt"]);
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, key, octetsOf(sealed));
  return JSON.parse(new TextDecoder().decode(plain));
}
