// The words of a place, in place of those the page is written in: web/place_words.py makes one file a place and language of
// this, which place.js asks for. content/place_words.py reads a text in the same way. Another choice of place puts all back.
((place, kept, pairs) => {
  const said = new Map(pairs);
  const first = (one) => `[${one[0].toUpperCase()}${one[0]}]`;
  const phrases = pairs.map(([one]) => first(one) + one.slice(1).replace(/[$()*+.?[\]\\^{|}]/g, "\\$&"));
  const pattern = new RegExp(`(^|[^\\w/@.-])(${phrases.join("|")})(?!\\w)`, "g");
  const capital = (text) => text[0].toUpperCase() + text.slice(1);
  const there = (one) => said.get(one) ?? capital(said.get(one[0].toLowerCase() + one.slice(1)));

  const changed = [];
  /** Reword a text, or a label that is read aloud. */
  const reword = (node) => {
    const was = node.nodeValue;
    const now = was.replace(pattern, (_, before, one) => before + there(one));
    if (now === was) return;
    node.nodeValue = now;
    changed.push([node, was, now]);
  };

  const LABELS = ["aria-label", "title", "placeholder", "data-label"];
  const isOurs = (element) => element?.matches(":lang(@LANGUAGE@)");
  const label = (element, name) => {
    const node = isOurs(element) && element.getAttributeNode(name);
    if (node) reword(node);
  };
  const isKept = (node) => node.nodeType === 1 && node.matches(kept);
  const read = (root) => {
    if (!root.isConnected || (root.parentElement ?? root).closest?.(kept) || isKept(root)) return;
    const show = NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT;
    const filter = (node) => (isKept(node) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const walker = document.createTreeWalker(root, show, filter);
    for (let node = root; node; node = walker.nextNode()) {
      if (node.nodeType === 1) for (const name of LABELS) label(node, name);
      else if (node.nodeType === 3 && isOurs(node.parentElement)) reword(node);
    }
  };

  // Asked for, and meanwhile another place was chosen.
  if (document.querySelector("[data-places]").value !== place) return;
  const watcher = new MutationObserver((records) => {
    for (const { type, target, attributeName, addedNodes } of records) {
      if (type === "attributes") {
        if (!target.closest(kept)) label(target, attributeName);
      } else for (const node of type === "childList" ? addedNodes : [target]) read(node);
    }
    watcher.takeRecords();
  });
  read(document.documentElement);
  watcher.observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: LABELS });
  addEventListener("place", () => {
    watcher.disconnect();
    for (const [node, was, now] of changed) if (node.nodeValue === now) node.nodeValue = was;
  }, { once: true });
})(...["@WORDS@"]);
