// "What does my number mean?" Picks rows of the tables on the page; every word shown is the page's own. Nothing is kept
// or sent. A part of a millimetre is dropped: the shorter length is the more careful one.

const LONGEST = 80; // mm
const SHORTEST_WITH_A_PART = 8; // 1.8 is how a report writes centimetres, hardly millimetres

/** { length, week, loss, babies, place, fault } of what stands in the form; `length` in mm. */
const readForm = (form) => {
  const typed = (name) => form.elements[name].value.normalize("NFKC").trim().replace(",", ".");
  const [text, week] = [typed("cervix"), typed("week")];
  const length = Math.round(Number(text) * Number(form.elements.unit.value) * 10) / 10;
  const read = { length, week: parseInt(week, 10), loss: form.elements.loss.value, babies: form.elements.babies.value };
  if (!/^\d+(\.\d+)?$/.test(text)) return { fault: "length", field: "cervix" };
  if (length > LONGEST || (length < SHORTEST_WITH_A_PART && length % 1)) return { fault: "unit", field: "cervix" };
  if (!/^\d{2}( ?\+ ?[0-6])?$/.test(week) || read.week < 10 || read.week > 42) return { fault: "week", field: "week" };
  if (!read.loss || !read.babies) return { fault: "choice", field: read.loss ? "babies" : "loss" };
  return { ...read, place: form.elements.where.value };
};

/** Whether a row of evidence/lengths.yml is for these answers. */
const isFor = ({ dataset }, { length, week, loss }) => {
  const limit = (name, without) => (name in dataset ? Number(dataset[name]) : without);
  const whole = Math.floor(length);
  return whole > limit("over", -1) && whole >= limit("least", 0) && whole <= limit("most", Infinity) && whole < limit("under", Infinity)
    && week >= limit("fromWeek", 0) && week < limit("beforeWeek", Infinity) && (dataset.loss ?? loss) === loss;
};

/** The first table after the heading with this id. */
const tableOf = (id) => {
  const tables = [...document.querySelectorAll(".page table")];
  const heading = document.getElementById(id);
  return tables.find((table) => heading.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING);
};

/** What stands in a cell, its marks too, without a second id on the page. */
const copied = (nodes) => nodes.map((node) => {
  const copy = node.cloneNode(true);
  for (const part of [copy, ...(copy.querySelectorAll?.("[id]") ?? [])]) part.removeAttribute?.("id");
  return copy;
});

const made = (tag, ...content) => {
  const element = document.createElement(tag);
  element.append(...content);
  return element;
};

/** A row as a card: how fast, then each cell below the name of its column. */
const asCard = ({ row, record }, place, words) => {
  const act = record.querySelector(".act");
  const own = [...record.children].filter((part) => place && part.dataset.place === place);
  const cells = [...row.cells].slice(1);
  const parts = cells.flatMap((cell) => {
    const whole = made("p", ...copied([...cell.childNodes]));
    const label = made("p", made("b", cell.dataset.label));
    if (cell !== cells.at(-1) || !own.length) return [label, whole];
    const said = own.map((part) => {
      const mark = document.querySelector(`.page sup:has(> a[href="#fn:${part.dataset.claim}"])`);
      return made("p", ...copied([...part.childNodes, ...(mark ? [mark] : [])]));
    });
    return [label, ...said, made("details", made("summary", words.all), whole)];
  });
  return made("div", ...(act ? copied([act]) : []), ...parts);
};

/** The records with the rows they stand for; nothing where a table has fewer rows than they name. */
const rowsOf = (records) => {
  const counts = {};
  return records.map((record) => {
    const { table } = record.dataset;
    counts[table] = (counts[table] ?? -1) + 1;
    return { record, row: tableOf(table)?.tBodies[0].rows[counts[table]] };
  });
};

const show = (tool, result, chosen, title, place) => {
  const card = result.querySelector("[data-card]");
  result.querySelector("[data-title]").textContent = title;
  card.replaceChildren(...chosen.map((part) => (part instanceof Element ? copied([part])[0] : asCard(part, place, card.dataset))));
  result.hidden = false;
  tool.classList.add("ready");
  result.focus();
};

/** Bring the tool to life. */
export const start = (tool) => {
  const form = tool.querySelector("form");
  const result = tool.querySelector(".result");
  const fault = tool.querySelector(".fault");
  const rows = rowsOf([...tool.querySelector("[data-lengths]").children]);
  if (!rows.every(({ row }) => row)) return;
  const opened = rows[0];
  const [first, last] = [rows[0], rows.at(-1)].map(({ record }) => record.dataset.table);
  const table = tableOf(last);
  const all = [...table.parentElement.children];
  const after = all.slice(all.indexOf(table) + 1);
  const twins = all.find((part) => part.matches("p") && part.querySelector('a[href^="twins.html"]'));
  const either = after.find((part) => part.matches("p") && part.querySelector('a[href="#fn:no-pain-not-safe"]'));
  const open = form.elements.open;
  form.querySelector("[data-open]").textContent = opened.row.cells[0].textContent;
  form.elements.where.value = document.querySelector("[data-places]")?.value ?? "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = open.checked ? {} : readForm(form);
    fault.hidden = !typed.fault;
    fault.textContent = typed.fault ? tool.dataset[typed.fault] : "";
    for (const input of form.querySelectorAll("input")) {
      if (input.type === "text") input.setAttribute("aria-invalid", String(typed.field === input.name));
      input.removeAttribute("aria-describedby");
    }
    if (typed.fault) {
      result.hidden = true;
      const field = form.elements[typed.field];
      (field[0] ?? field).setAttribute("aria-describedby", fault.id);
      (field[0] ?? field).focus();
      return;
    }
    if (open.checked) {
      show(tool, result, [opened], opened.row.cells[0].textContent, "");
      return;
    }
    const fitting = (table) => rows.findLast(({ record }) => record !== opened.record && record.dataset.table === table && isFor(record, typed));
    const chosen = [fitting(first), typed.babies === "one" && fitting(last)].filter(Boolean);
    if (typed.babies !== "one" && twins) chosen.push(twins);
    const title = result.querySelector("[data-title]").dataset.title.replace("{length}", typed.length).replace("{week}", typed.week);
    show(tool, result, either ? [...chosen, either] : chosen, title, typed.place);
  });
  tool.hidden = false;
};
