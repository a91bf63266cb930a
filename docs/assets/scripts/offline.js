// Keeps a copy of the pages for reading without a network, once the reader has settled. The about page switches it off.
(() => {
  const workers = navigator.serviceWorker;
  if (!workers || !location.protocol.startsWith("http")) return;
  const worker = new URL("../../sw.js", document.currentScript.src);
  const site = new URL("./", worker).href;

  // Something is kept only where the reader said no.
  const isOff = () => { try { return localStorage.getItem("offline") === "off"; } catch { return true; } };
  const spare = () => navigator.connection?.saveData || matchMedia("(prefers-reduced-data: reduce)").matches;
  const register = () => isOff() || spare() || workers.register(worker, { updateViaCache: "none" }).catch(() => {});

  const remove = async () => {
    const registration = await workers.getRegistration(site);
    if (registration?.scope === site) await registration.unregister();
    for (const name of await caches.keys()) if (name.startsWith(`handbook ${site} `)) await caches.delete(name);
  };

  // Not while the page is still being read in: at the first touch or key, or after eight seconds.
  const signs = ["pointerdown", "keydown"];
  const settled = () => {
    clearTimeout(timer);
    for (const name of signs) removeEventListener(name, settled);
    register();
  };
  const timer = setTimeout(settled, 8000);
  for (const name of signs) addEventListener(name, settled);

  const choice = document.querySelector("[data-offline]");
  if (!choice) return;
  const button = choice.querySelector("button");
  const show = () => { button.textContent = button.dataset[isOff() ? "again" : "remove"]; };
  button.addEventListener("click", async () => {
    const off = !isOff();
    try {
      if (off) localStorage.setItem("offline", "off");
      else localStorage.removeItem("offline");
    } catch { /* private window */ }
    await (off ? remove() : register());
    choice.querySelector("[role=status]").textContent = button.dataset[off ? "gone" : "back"];
    show();
  });
  show();
  choice.hidden = false;
})();
