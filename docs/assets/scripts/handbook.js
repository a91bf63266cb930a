// What a page gains with scripts; everything is readable without them.
(() => {
  // The switch of language keeps the section.
  for (const link of document.querySelectorAll("a.switch")) {
    link.addEventListener("click", () => { link.hash = location.hash; });
  }
})();
