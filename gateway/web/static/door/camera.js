// Reads QR codes from a phone's camera, for every page that has one: the door's and the stand's.
const AGAIN_MS = 2500;

// Gives what turns the camera on and off; `seen` gets each text once, `shown` hears "on", "off" or "none".
export function camera(video, seen, shown) {
  let stream = null;
  let last = ["", 0];

  function stop() {
    stream.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    shown("off");
  }

  return async function turn() {
    if (stream) return stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      return shown("none");
    }
    video.srcObject = stream;
    video.hidden = false;
    shown("on");
    await video.play();
    const found = await reader(video);
    while (stream) {
      const text = await found();
      if (text && (text !== last[0] || Date.now() - last[1] > AGAIN_MS)) {
        last = [text, Date.now()];
        await seen(text);
      }
      await new Promise((done) => setTimeout(done, 120));
    }
  };
}

async function reader(video) {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect(video).catch(() => []))[0]?.rawValue;
  }
  const { decodeQR } = await import("/door/vendor/decode.js");
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  return async () => {
    const scale = Math.min(1, 640 / video.videoWidth);
    [canvas.width, canvas.height] = [video.videoWidth * scale, video.videoHeight * scale].map(Math.round);
    brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(brush.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return null;
    }
  };
}
