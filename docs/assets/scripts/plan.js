// Makes the printed blanks of a page take typing, and its choices ticks. What is typed stays on this device, under one
// key, until the reader deletes it; nothing is sent. A blank is named by its section and its place there, so that both
// languages share what was typed.

const read = () => { try { return JSON.parse(localStorage.getItem("plan") ?? "{}"); } catch { return {}; } };
const write = (plan) => { try { localStorage.setItem("plan", JSON.stringify(plan)); } catch { /* private window */ } };
const forget = () => { try { localStorage.removeItem("plan"); } catch { /* private window */ } };

/** Keep one value, or drop it where it is empty. */
const keep = (name, value) => {
  const plan = read();
  if (value) plan[name] = value;
  else delete plan[name];
  write(plan);
};

/** The text before a blank, in its line or cell: what it asks for. */
const asked = (blank) => {
  const cell = blank.closest("td, th");
  if (cell) return `${cell.parentElement.cells[0].textContent} ${cell.dataset.label ?? ""}`.trim();
  const range = document.createRange();
  const line = blank.closest("li, p");
  range.setStart(line, 0);
  range.setEndBefore(blank);
  return range.toString().split(/[/。.]/).pop().replace(/[:：]\s*$/, "").trim() || line.textContent.trim().slice(0, 60);
};

const typed = (blank, name, plan) => {
  const input = document.createElement("input");
  input.className = "fill";
  input.type = "text";
  input.autocomplete = "off";
  input.setAttribute("aria-label", asked(blank));
  const wide = blank.closest("td, li")?.textContent.trim().match(/(^|[:：])$/);
  input.classList.toggle("wide", Boolean(wide));
  input.value = plan[name] ?? "";
  if (/(^|#)numbers\./.test(name)) input.inputMode = "tel";
  input.addEventListener("input", () => keep(name, input.value.trim()));
  blank.replaceWith(input);
};

const LISTS = ".page-my-plan > ul > li, #script-to-say + ol > li, summary:has(#script-to-show) + ol > li";
const SLASH = / ?\/ ?/;
const nodes = (line) => [...line.childNodes].filter((node) => !(node.nodeType === 1 && node.matches("p, ul, ol, sup")));

/** What stands before the choices of a line: its nodes up to the first colon; none if a slash comes first. */
const lead = (line) => {
  const all = nodes(line);
  const at = all.findIndex((node) => node.nodeType === 3 && /[:：/]/.test(node.data));
  const head = all[at]?.data.match(/^[^/]*?[:：]\s*/);
  if (!head) return [];
  all[at].splitText(head[0].length);
  return all.slice(0, at + 1);
};

/** The choices of a line: lists of nodes, cut at its slashes. */
const choices = (line) => {
  const found = [[]];
  for (const node of nodes(line)) {
    if (node.nodeType !== 3) {
      found.at(-1).push(node);
      continue;
    }
    const parts = node.data.split(SLASH);
    for (const [at, part] of parts.entries()) {
      if (at) found.push([]);
      const text = document.createTextNode(part);
      found.at(-1).push(text);
    }
    node.remove();
  }
  return found;
};

const ticked = (line, section, plan) => {
  if (!SLASH.test(nodes(line).map((node) => (node.nodeType === 3 ? node.data : "")).join(""))) return;
  const head = lead(line);
  for (const node of head) node.remove();
  const last = nodes(line).at(-1);
  if (last?.nodeType === 3) last.data = last.data.replace(/\s*[(（][^()（）/]*[)）]\s*$/, ""); // "(circle one)" is for paper
  const made = choices(line).map((parts, at) => {
    const choice = document.createElement("span");
    const box = document.createElement("input");
    const name = `${section}.${[...line.parentElement.children].indexOf(line)}.${at}`;
    choice.className = "choice";
    box.type = "checkbox";
    box.className = "tick";
    box.setAttribute("aria-label", parts.map((part) => part.textContent || "…").join("").trim());
    box.checked = Boolean(plan[name]);
    box.addEventListener("change", () => keep(name, box.checked));
    choice.append(box, " ", ...parts);
    return [choice, " "];
  });
  line.prepend(...head, ...made.flat());
};

/** Bring the page to life. `root` holds the sections that are to be filled in. */
export const start = (root, tools) => {
  const plan = read();
  const counts = new Map();
  const name = (element) => {
    let before = element.closest("table, ul, ol, p, section");
    const heading = (part) => (part.matches("summary") ? part.querySelector("h2, h3") : part.matches("h2, h3") && part);
    while (before && !heading(before)) before = before.previousElementSibling ?? before.parentElement;
    return before ? heading(before).id : "";
  };
  for (const line of root.querySelectorAll(LISTS)) ticked(line, name(line), plan);
  for (const blank of root.querySelectorAll(".blank")) {
    const section = name(blank);
    if (!section || blank.closest(".numbers, .handouts, .unit-here")) continue;
    const at = counts.get(section) ?? 0;
    counts.set(section, at + 1);
    typed(blank, `${section}.${at}`, plan);
  }
  if (!tools) return;
  tools.hidden = false;
  tools.querySelector("[data-forget]").addEventListener("click", () => {
    forget();
    for (const input of root.querySelectorAll(".fill")) input.value = "";
    for (const box of root.querySelectorAll(".choice input")) box.checked = false;
    tools.querySelector("[role=status]").textContent = tools.dataset.gone;
  });
  tools.querySelector("[data-paper]").addEventListener("click", () => window.print());
};
