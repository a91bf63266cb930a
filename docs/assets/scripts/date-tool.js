// The date tool of the timeline page: reads the form, shows the usual dates. Nothing is kept or sent.
import { ageOn, dateOf, faultOf, partsOf, periodOf, weekDate } from "./dates.js";

/** A date in full, as `pattern` (CLDR: d, M, MMMM, y) says: 27 March 2027, 2027 年 3 月 27 日. */
const inWords = (date, { datePattern, dateNames }) => {
  const { year, month, day } = partsOf(date);
  const name = new Intl.DateTimeFormat(dateNames, { month: "long", timeZone: "UTC" }).format(new Date(date * 86_400_000));
  const parts = { y: year, M: month, MM: String(month).padStart(2, "0"), MMMM: name, d: day, dd: String(day).padStart(2, "0") };
  return datePattern.replace(/'([^']*)'|y|M+|d+/g, (part, quoted) => quoted ?? parts[part] ?? part);
};

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const todayHere = () => {
  const now = new Date();
  return dateOf(now.getFullYear(), now.getMonth() + 1, now.getDate());
};

/** { kind, date, fault } of what stands in the form. */
const readForm = (form) => {
  const numbers = ["year", "month", "day"].map((name) => form.elements[name].value.normalize("NFKC").trim());
  const kind = form.elements.kind.value;
  if (!numbers.every((text) => /^\d+$/.test(text)) || numbers[0].length !== 4) return { kind, fault: "incomplete" };
  const date = dateOf(...numbers.map(Number));
  return { kind, date, fault: faultOf(kind, date, todayHere()) };
};

const showResult = (result, period, form) => {
  const [both, now] = ["both", "today"].map((name) => result.querySelector(`[data-${name}]`));
  both.textContent = fill(both.dataset.both, { due: inWords(weekDate(period, 40), form), period: inWords(period, form) });
  const age = ageOn(period, todayHere());
  now.hidden = age.weeks < 0 || age.weeks > 43;
  now.textContent = fill(now.dataset.today, age);
  const list = result.querySelector("[data-coming]");
  const past = result.querySelector(".past");
  list.prepend(...past.lastElementChild.children); // as they stood, before another date is shown
  for (const item of list.children) {
    const [first, last] = [item.dataset.first, item.dataset.last].map((weeks) => inWords(weekDate(period, Number(weeks)), form));
    item.firstElementChild.textContent = first === last ? first : fill(list.dataset.range, { first, last });
  }
  fold(result, list, past, period, form);
  const calendar = result.querySelector("[data-calendar]");
  URL.revokeObjectURL(calendar.href);
  calendar.href = URL.createObjectURL(new Blob([asCalendar(list, past, period)], { type: "text/calendar" }));
  result.hidden = false;
};

/** The steps that are over, folded; the next one comes first. */
const fold = (result, list, past, period, form) => {
  const over = [...list.children].filter((item) => weekDate(period, Number(item.dataset.last)) < todayHere());
  past.lastElementChild.append(...over);
  past.hidden = !over.length;
  past.open = false;
  const summary = past.firstElementChild;
  summary.textContent = fill(summary.dataset.past, { count: over.length });
  const next = list.firstElementChild;
  for (const item of list.children) item.classList.toggle("upcoming", item === next);
  const now = result.querySelector("[data-now]");
  now.textContent = `${now.dataset.now} · ${inWords(todayHere(), form)}`;
};

/** The steps still to come and those over, as a calendar file made in the page (RFC 5545). */
const asCalendar = (list, past, period) => {
  const day = (date) => {
    const { year, month, day: number } = partsOf(date);
    return `${year}${String(month).padStart(2, "0")}${String(number).padStart(2, "0")}`;
  };
  const plain = (text) => text.trim().replace(/\s+/g, " ").replace(/[\\;,]/g, "\\$&");
  const events = [...past.lastElementChild.children, ...list.children].flatMap((item) => {
    const [first, last] = [item.dataset.first, item.dataset.last].map((weeks) => weekDate(period, Number(weeks)));
    const summary = plain(item.querySelector(".weeks").textContent);
    return ["BEGIN:VEVENT", `UID:${first}-${last}@handbook.example`, `DTSTAMP:${day(todayHere())}T000000Z`,
      `DTSTART;VALUE=DATE:${day(first)}`, `DTEND;VALUE=DATE:${day(last + 1)}`, `SUMMARY:${summary}`, "TRANSP:TRANSPARENT", "END:VEVENT"];
  });
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Handbook//Dates//EN", ...events, "END:VCALENDAR", ""];
  return lines.flatMap(folded).join("\r\n");
};

/** A line in pieces of at most 75 bytes, each further one behind a space (RFC 5545, 3.1). */
const folded = (line) => {
  const pieces = [""];
  for (const character of line) {
    if (new TextEncoder().encode(pieces.at(-1) + character).length > 74) pieces.push(" ");
    pieces[pieces.length - 1] += character;
  }
  return pieces;
};

const print = () => {
  document.documentElement.dataset.print = "dates";
  window.print();
  delete document.documentElement.dataset.print;
};

/** Bring the tool to life. */
export const start = (tool) => {
  const form = tool.querySelector("form");
  const result = tool.querySelector(".result");
  const fault = tool.querySelector(".fault");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = readForm(form);
    fault.hidden = !typed.fault;
    fault.textContent = typed.fault ? tool.getAttribute(`data-${typed.fault}`) : "";
    result.hidden = Boolean(typed.fault);
    tool.classList.toggle("ready", !typed.fault);
    for (const input of form.querySelectorAll(".fields input")) {
      input.setAttribute("aria-invalid", String(Boolean(typed.fault)));
      if (typed.fault) input.setAttribute("aria-describedby", fault.id);
      else input.removeAttribute("aria-describedby");
    }
    if (typed.fault) form.querySelector(".fields input").focus();
    else {
      showResult(result, periodOf(typed.kind, typed.date), tool.dataset);
      result.focus();
    }
  });
  result.querySelector("[data-paper]").addEventListener("click", print);
  tool.hidden = false;
};
