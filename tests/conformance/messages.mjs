// The description of the messages, asked of AsyncAPI's parser, and its samples of Ajv: node messages.mjs asyncapi.json
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const WARNING = 1;
const NOT_ASKED = {
  "asyncapi-latest-version": "off", // 3.1 adds nothing that is used here, and generators read 3.0
};

async function faultsOfForm(document) {
  const { diagnostics } = await new Parser({ ruleset: { rules: NOT_ASKED } }).parse(JSON.stringify(document));
  const counted = diagnostics.filter((found) => found.severity <= WARNING);
  return counted.map((found) => `${found.code} at /${found.path.join("/")}: ${found.message}`);
}

// The parser does not hold the samples of AsyncAPI 3 against their schemas.
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

// A judge that does not see what is plainly wrong would prove nothing.
async function blindness(document) {
  const [type] = Object.keys(document.channels);
  const lost = structuredClone(document);
  delete lost.channels[type];
  const bare = structuredClone(document);
  delete bare.components.messages[type].examples[0].payload.tenant;
  return [
    ...((await faultsOfForm(lost)).length ? [] : ["The parser did not miss a channel."]),
    ...(faultsOfSamples(bare).length ? [] : ["Ajv did not miss a sample's tenant."]),
  ];
}

const document = JSON.parse(readFileSync(process.argv[2], "utf8"));
const faults = [...(await faultsOfForm(document)), ...faultsOfSamples(document), ...(await blindness(document))];
for (const fault of faults) console.log(fault);
console.log(`${Object.keys(document.channels).length} messages with their samples, ${faults.length} faults`);
process.exitCode = faults.length ? 1 : 0;
