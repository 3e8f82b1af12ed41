// The inbox's page: says that something new is there; the reader decides when the page is drawn anew.
const token = location.pathname.split("/")[2];
const fresh = document.getElementById("fresh");

if (fresh) {
  const source = new EventSource(`/v1/links/${token}/inbox/stream`);
  source.addEventListener("message", () => {
    fresh.hidden = false;
  });
}
