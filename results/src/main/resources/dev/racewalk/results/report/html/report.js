"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  all(".control").forEach((element) => { element.hidden = false; });

  // Light and dark: as the system says, until somebody chooses.
  const root = document.documentElement;
  const themeButton = document.querySelector("[data-do=theme]");
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemIsDark.matches);
  const nameTheme = () => { themeButton.textContent = isDark() ? "Light" : "Dark"; };
  const stored = (theme) => {
    try {
      if (theme) { localStorage.setItem("racewalk-theme", theme); }
      return localStorage.getItem("racewalk-theme");
    } catch (e) {
      return null; // a browser may keep nothing for files
    }
  };
  if (stored() === "dark" || stored() === "light") { root.dataset.theme = stored(); }
  themeButton.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    stored(root.dataset.theme);
    nameTheme();
  });
  systemIsDark.addEventListener("change", nameTheme);
  nameTheme();

  // Sorting: a button in each header cell; a second click reverses.
  const value = (row, column) => {
    const cell = row.cells[column];
    const text = cell.dataset.v ?? cell.textContent.trim();
    const number = Number(text);
    return text !== "" && !Number.isNaN(number) ? number : text.toLowerCase();
  };
  const compare = (a, b) => (typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1);
  const sort = (table, head, heads) => {
    const isNumber = head.classList.contains("n");
    const before = head.ariaSort;
    const down = before === "none" || !before ? isNumber : before === "ascending";
    heads.forEach((each) => { each.ariaSort = each === head ? (down ? "descending" : "ascending") : "none"; });
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [value(row, head.cellIndex), row]);
    rows.sort((a, b) => (down ? compare(b[0], a[0]) : compare(a[0], b[0])));
    body.append(...rows.map(([, row]) => row));
  };
  all("table.sortable").forEach((table) => {
    const heads = all("thead th", table);
    heads.forEach((head) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.ariaSort = "none";
      button.addEventListener("click", () => sort(table, head, heads));
    });
  });

  // The filter hides races, and the order moves them.
  const races = all("details.race");
  const texts = new Map(races.map((race) => {
    const parts = all(".what, .outcomes code", race).map((part) => part.textContent);
    return [race, [race.dataset.text, ...parts].join(" ").toLowerCase()];
  }));
  const list = byId("list");
  const form = document.querySelector("form.filter");
  const said = byId("unknown");
  const filter = () => {
    const words = byId("q").value.toLowerCase().split(/\s+/).filter((word) => word);
    const family = byId("family").value;
    const state = byId("state").value;
    let shown = 0;
    races.forEach((race) => {
      const fits = words.every((word) => texts.get(race).includes(word))
        && (!family || race.dataset.family === family)
        && (!state || race.dataset.state.split(" ").includes(state));
      shown += fits ? 1 : 0;
      race.hidden = !fits;
    });
    byId("shown").textContent = shown + " of " + races.length + " races";
  };
  const inOrder = (order) => {
    const key = order.replace("-", "");
    const of = (race) => (key === "name" || key === "family" ? race.dataset[key].toLowerCase() : Number(race.dataset[key]));
    const sorted = order ? [...races].sort((a, b) => (order === key ? compare(of(a), of(b)) : compare(of(b), of(a)))) : races;
    list.append(...sorted);
  };
  if (form) {
    form.addEventListener("input", filter);
    byId("order").addEventListener("input", () => inOrder(byId("order").value));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => {
      filter();
      inOrder("");
    }));
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !event.target.closest("input, select, textarea")) {
        event.preventDefault();
        byId("q").focus();
      }
    });
    filter();
  }

  // A shaded cell says its column, which is far above.
  const columns = all(".heads .cells > span").map((head) => [...head.children].map((part) => part.textContent).join(", "));
  if (list) {
    list.addEventListener("mouseover", (event) => {
      const cell = event.target.closest(".cells b");
      if (cell && !cell.title) {
        cell.title = columns[[...cell.parentElement.children].indexOf(cell)] + ": " + (cell.textContent || "not run");
      }
    });
  }

  // The timeline: a link over each bar. The tab key finds one of them, and arrow keys lead to the others.
  const drawn = (name, attributes, parent) => {
    const element = document.createElementNS(parent.namespaceURI, name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    parent.append(element);
    return element;
  };
  all(".timeline").forEach((timeline) => {
    const links = all("[data-forks]", timeline).flatMap((line) => {
      line.removeAttribute("aria-hidden");
      line.setAttribute("role", "group");
      line.setAttribute("aria-label", "Forks from " + line.previousElementSibling.textContent + " on");
      return line.dataset.forks.split(",").filter((fork) => fork).map((fork) => {
        const [race, y, x, length] = fork.split(" ");
        const link = drawn("a", { href: "#" + races[race].dataset.race, tabindex: -1 }, line);
        drawn("title", {}, link).textContent = races[race].dataset.name;
        drawn("path", { d: "M" + x + " " + y + "h" + length }, link);
        return link;
      });
    });
    const reach = (link) => links.forEach((each) => each.setAttribute("tabindex", each === link ? 0 : -1));
    reach(links[0]);
    timeline.addEventListener("focusin", (event) => reach(event.target));
    timeline.addEventListener("keydown", (event) => {
      const at = links.indexOf(event.target);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: links.length - 1 }[event.key];
      if (links[to] && !event.altKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        links[to].focus();
      }
    });
  });

  // Links: #r-NAME, #race=NAME, #q=WORDS and #state=STATE.
  const go = () => {
    const hash = decodeURIComponent(location.hash.slice(1));
    if (!form) { return; }
    said.textContent = "";
    const field = /^(q|state)=(.*)$/s.exec(hash);
    if (field) {
      byId(field[1]).value = field[2];
      filter();
      list.scrollIntoView();
      return;
    }
    const name = /^(race=|r-)(.+)$/s.exec(hash);
    if (!name) { return; }
    const race = races.find((each) => each.dataset.race === hash)
      ?? races.find((each) => each.dataset.name === name[2] || each.dataset.race === "r-" + name[2]);
    if (!race) {
      said.textContent = "There is no race " + name[2] + " in this report.";
      said.scrollIntoView({ block: "center" });
      return;
    }
    if (race.hidden) { form.reset(); filter(); inOrder(""); }
    race.open = true;
    race.scrollIntoView();
    race.querySelector("summary").focus({ preventScroll: true });
  };
  const tryGo = () => {
    try {
      go();
    } catch (e) {
      if (!(e instanceof URIError)) { throw e; }
      if (!said) { return; }
      said.textContent = "The link is broken: " + location.hash;
    }
  };
  addEventListener("hashchange", tryGo);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#r-'], a[href^='#state=']");
    if (link && link.getAttribute("href") === location.hash) { tryGo(); }
  });
  tryGo();

  const openAll = (isOpen) => races.forEach((race) => { race.open = isOpen && !race.hidden; });
  const copy = async (button) => {
    const code = button.parentElement.querySelector("code");
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch (e) {
      getSelection().selectAllChildren(code); // not allowed: then the next key press copies
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (!button) { return; }
    if (button.dataset.do === "open") { openAll(true); }
    if (button.dataset.do === "close") { openAll(false); }
    if (button.dataset.do === "copy") { copy(button); }
  });
})();
