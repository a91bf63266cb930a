// Marks with `data-read` the first text of each kind that is not in `seen`, and returns those kinds.
//
// All that looks alike has one contrast, so that one of a hundred claims speaks for the others. A kind is: an element of
// one name and look, inside others of one name and look each, with or without text around it; and where it does not
// stand on its ancestors alone, the kinds of whatever else is painted in its box, or of the ground that it spills over.
(seen) => {
  const LOOK = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight", "textShadow",
    "textDecorationLine", "filter", "mixBlendMode", "position", "display"];
  const CLEAR = "rgba(0, 0, 0, 0)";
  const FIELDS = "input, select, textarea", PAINTED = `img, svg, video, canvas, button, ${FIELDS}`;
  const known = new Set(seen), fresh = [], grounds = new Map(), kinds = new Map(), painted = [], texts = [];
  const speaking = new Set();

  const short = (text) => {
    let one = 7, other = 11;
    for (let at = 0; at < text.length; at++) {
      one = Math.imul(one ^ text.charCodeAt(at), 0x01000193);
      other = Math.imul(other ^ text.charCodeAt(at), 0x5bd1e995) ^ (other >>> 13);
    }
    return `${one} ${other}`;
  };
  const meet = (one, other) =>
    one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1;
  const within = (one, other) =>
    one.left > other.left - 1 && one.right < other.right + 1 && one.top > other.top - 1 && one.bottom < other.bottom + 1;

  for (const element of document.querySelectorAll("*")) {
    const { parentElement } = element, look = getComputedStyle(element), box = element.getBoundingClientRect();
    const own = [element.localName, ...LOOK.map((name) => look[name])];
    kinds.set(element, short([kinds.get(parentElement), ...own].join()));
    const fills = look.backgroundImage !== "none" || look.backgroundColor !== CLEAR || element.matches(PAINTED);
    grounds.set(element, fills ? [element, box] : grounds.get(parentElement));
    element.removeAttribute("data-read");
    if (!box.width || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (fills) painted.push([element, box]);
    const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!says && !element.matches(FIELDS)) continue;
    speaking.add(element);
    texts.push([element, box]);
  }
  for (const [element, box] of texts) {
    const strange = ([other, its]) => meet(box, its) && !other.contains(element) && !element.contains(other);
    const beside = new Set(painted.filter(strange).map(([other]) => kinds.get(other)));
    const [ground, edge] = grounds.get(element) ?? [];
    if (ground && !within(box, edge)) beside.add(kinds.get(ground));
    const kind = [kinds.get(element), speaking.has(element.parentElement), ...[...beside].sort()].join();
    if (known.has(kind)) continue;
    known.add(kind);
    fresh.push(kind);
    element.setAttribute("data-read", "");
  }
  return fresh;
}
