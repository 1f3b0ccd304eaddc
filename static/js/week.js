/* The week grid: drag across slots, arrow keys between them, a tap on a day or an hour sets the whole line.
   Without script it is a table of labelled checkboxes. */

function slots(table) {
  return [...table.tBodies].flatMap((body) => [...body.rows]).map((row) => [...row.querySelectorAll("input")]);
}

function set(box, checked) {
  if (box.checked === checked || box.disabled) return;
  box.checked = checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function setLine(boxes) {
  const checked = !boxes.every((box) => box.checked);
  for (const box of boxes) set(box, checked);
}

function lineButton(header, boxes) {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  button.append(...header.childNodes);
  header.append(button);
  button.addEventListener("click", () => setLine(boxes));
}

function moveByKeys(grid) {
  const focusable = (box) => grid.flat().forEach((other) => (other.tabIndex = other === box ? 0 : -1));
  focusable(grid[0][0]);
  const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
  grid.forEach((row, y) =>
    row.forEach((box, x) => {
      box.addEventListener("focus", () => focusable(box));
      box.addEventListener("keydown", (event) => {
        const step = steps[event.key];
        const next = step && grid[y + step[0]]?.[x + step[1]];
        if (!step) return;
        event.preventDefault();
        if (!next) return;
        if (event.shiftKey) set(next, box.checked);
        next.focus();
      });
    }),
  );
}

function moveByHand(table) {
  let painting = null;
  let dragged = false;
  const boxAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest(".slot")?.querySelector("input");
  table.addEventListener("pointerdown", (event) => {
    const box = event.target.closest(".slot")?.querySelector("input");
    dragged = false;
    if (box && event.button === 0) painting = { first: box, checked: !box.checked };
  });
  table.addEventListener("pointermove", (event) => {
    const box = painting && boxAt(event);
    if (!box || !table.contains(box)) return;
    if (!dragged && box === painting.first) return;
    dragged = true;
    set(painting.first, painting.checked);
    set(box, painting.checked);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => {
      painting = null;
    });
  }
  /* The click that follows a drag must not undo the slot it ends on. */
  table.addEventListener("click", (event) => {
    if (dragged && event.target.closest(".slot")) event.preventDefault();
    dragged = false;
  });
}

function prepare(table) {
  if (table.classList.contains("week-ready")) return;
  const grid = slots(table);
  [...table.tHead.rows[0].querySelectorAll("th")].forEach((header, day) => lineButton(header, grid.map((row) => row[day])));
  [...table.querySelectorAll("tbody th")].forEach((header, slot) => lineButton(header, grid[slot]));
  moveByKeys(grid);
  moveByHand(table);
  table.classList.add("week-ready");
}

function prepareAll() {
  for (const table of document.querySelectorAll("[data-week]")) prepare(table);
}
prepareAll();
document.addEventListener("htmx:afterSettle", prepareAll);
