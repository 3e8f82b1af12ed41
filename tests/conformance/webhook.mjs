// A webhook of ours, received over HTTP and verified by the reference library of Standard Webhooks, and read
// by the SDK of CloudEvents:
// node webhook.mjs COMMAND ARGUMENT...   The command posts to the URL added to it and prints the secret it signed with.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { promisify } from "node:util";
import { HTTP, ValidationError } from "cloudevents";
import { Webhook } from "standardwebhooks";

async function receive(command, given) {
  const posts = [];
  const server = createServer(async (request, response) => {
    if (request.method === "OPTIONS") {
      const origin = request.headers["webhook-request-origin"];
      return response.writeHead(204, { "WebHook-Allowed-Origin": origin }).end();
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    posts.push({ headers: request.headers, body: Buffer.concat(chunks).toString("utf8") });
    response.writeHead(204).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    const url = `http://127.0.0.1:${server.address().port}/hirings`;
    const { stdout } = await promisify(execFile)(command, [...given, url], { timeout: 60_000 });
    return { secret: stdout.trim(), posts };
  } finally {
    server.close();
  }
}

function isVerified(secret, headers, body) {
  try {
    return Boolean(new Webhook(secret).verify(body, headers));
  } catch (refusal) {
    if (refusal.constructor.name !== "WebhookVerificationError") throw refusal;
    return false;
  }
}

function isCloudEvent(headers, body) {
  try {
    return HTTP.toEvent({ headers, body }).validate();
  } catch (refusal) {
    if (!(refusal instanceof ValidationError)) throw refusal;
    return false;
  }
}

const { secret, posts } = await receive(process.argv[2], process.argv.slice(3));
const [{ headers, body }] = posts;
const another = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const promises = {
  "one message, one POST": posts.length === 1,
  "the signature holds": isVerified(secret, headers, body),
  "a changed body is noticed": !isVerified(secret, headers, body.replace("hired", "fired")),
  "a changed id is noticed": !isVerified(secret, { ...headers, "webhook-id": "another" }, body),
  "another secret is noticed": !isVerified(another, headers, body),
  "it is a CloudEvent": isCloudEvent(headers, body),
  "an event without a source is noticed": !isCloudEvent({ ...headers, "ce-source": "" }, body.replace('"/matching"', '""')),
  "the id is the message's": headers["webhook-id"] === (headers["ce-id"] ?? JSON.parse(body).id),
};
for (const [promise, kept] of Object.entries(promises)) {
  console.log(`${kept ? "kept  " : "BROKEN"} ${promise}`);
}
process.exitCode = Object.values(promises).every(Boolean) ? 0 : 1;
