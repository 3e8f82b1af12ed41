// The description of the messages, asked of AsyncAPI's own command, and its samples of Ajv and of the SDK of
// CloudEvents, which holds events against the schema of the specification: node messages.mjs asyncapi.json
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { CloudEvent, ValidationError } from "cloudevents";

const path = resolve(process.argv[2]);
const tools = dirname(path);

// That 3.0 is not the latest AsyncAPI is information, no warning: 3.1 adds nothing that is used here.
function faultsOfForm(document) {
  const command = join(tools, "node_modules/.bin/asyncapi");
  const silent = { CI: "true", SUPPRESS_NO_CONFIG_WARNING: "true", ASYNCAPI_METRICS_CONFIG_PATH: join(tools, "metrics.json") };
  const options = { cwd: tools, env: { ...process.env, ...silent }, timeout: 120_000 };
  return new Promise((told) => {
    execFile(command, ["validate", document, "--fail-severity=warn"], options, (refusal, said) =>
      told(refusal ? [said.trim() || refusal.message] : []),
    );
  });
}

// The command does not hold the samples of AsyncAPI 3 against their schemas.
function faultsOfSamples(document) {
  const ajv = addFormats(new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }));
  ajv.addVocabulary(["components"]);
  ajv.addSchema({ components: document.components }, "messages");
  return Object.entries(document.components.messages).flatMap(([type, message]) => {
    const isOfType = ajv.compile({ $ref: `messages#/components/messages/${type}/payload` });
    const wrong = message.examples.filter((example) => !isOfType(example.payload));
    return wrong.map(() => `${type}: ${ajv.errorsText(isOfType.errors)}`);
  });
}

function faultsOfEvents(document) {
  return Object.values(document.components.messages)
    .flatMap((message) => message.examples)
    .flatMap(({ payload }) => {
      try {
        new CloudEvent(payload, true);
        return [];
      } catch (refusal) {
        if (!(refusal instanceof ValidationError)) throw refusal;
        return [`${payload.type}: ${refusal.message} ${JSON.stringify(refusal.errors)}`];
      }
    });
}

// A judge that does not see what is plainly wrong would prove nothing.
async function blindness(document) {
  const [type] = Object.keys(document.channels);
  const lost = structuredClone(document);
  delete lost.channels[type];
  writeFileSync(join(tools, "lost.json"), JSON.stringify(lost));
  const bare = structuredClone(document);
  delete bare.components.messages[type].examples[0].payload.tenant;
  const nameless = structuredClone(document);
  nameless.components.messages[type].examples[0].payload.source = "";
  return [
    ...((await faultsOfForm(join(tools, "lost.json"))).length ? [] : ["The command did not miss a channel."]),
    ...(faultsOfSamples(bare).length ? [] : ["Ajv did not miss a sample's tenant."]),
    ...(faultsOfEvents(nameless).length ? [] : ["The SDK did not miss an event's source."]),
  ];
}

const document = JSON.parse(readFileSync(path, "utf8"));
const faults = [
  ...(await faultsOfForm(path)),
  ...faultsOfSamples(document),
  ...faultsOfEvents(document),
  ...(await blindness(document)),
];
for (const fault of faults) console.log(fault);
console.log(`${Object.keys(document.channels).length} messages with their samples, ${faults.length} faults`);
process.exitCode = faults.length ? 1 : 0;
