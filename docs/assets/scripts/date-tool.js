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
  const list = result.querySelector("ol");
  for (const item of list.children) {
    const [first, last] = [item.dataset.first, item.dataset.last].map((weeks) => inWords(weekDate(period, Number(weeks)), form));
    item.firstElementChild.textContent = first === last ? first : fill(list.dataset.range, { first, last });
  }
  result.hidden = false;
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
  result.querySelector("button").addEventListener("click", print);
  tool.hidden = false;
};
