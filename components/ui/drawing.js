// Draws one chart. Streamlit calls it after every run, with a new figure or with the same one.
const boxes = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const box = boxes.get(parentElement) ?? begin(parentElement);
  const wanted = new TextDecoder().decode(data);
  box.choose = (row) => setTriggerValue("picked", row);
  if (box.wanted !== wanted) {
    box.wanted = wanted;
    show(box);
  }
  // Called after a chart has left the page, and also when a newer figure overtakes one that is still to be drawn.
  return () => parentElement.isConnected || end(box);
}

function begin(parent) {
  const box = parent.appendChild(document.createElement("div"));
  box.className = "ledger-chart";
  box.setAttribute("role", "figure");
  boxes.set(parent, box);
  box.observer = new ResizeObserver(() => {
    clearTimeout(box.later);
    if (box.clientWidth !== box.drawnWidth) box.later = setTimeout(() => show(box), 50);
  });
  box.observer.observe(box);
  return box;
}

function end(box) {
  box.observer.disconnect();
  clearTimeout(box.later);
  globalThis.Plotly?.purge(box);
}

// A box without a width is hidden; it is drawn as soon as it has one.
async function show(box) {
  try {
    // Parsed anew for each drawing, because plotly.js writes into what it is given.
    const { figure, label, picks, library, config } = JSON.parse(box.wanted);
    box.setAttribute("aria-label", label);
    if (!globalThis.Plotly) await import(new URL(library, document.baseURI).href);
    if (!box.clientWidth || !box.isConnected) return;
    if (box.failed) box.replaceChildren();
    box.failed = false;
    box.drawnWidth = box.clientWidth;
    const drawing = globalThis.Plotly.react(box, figure.data, { ...figure.layout, width: box.drawnWidth }, config);
    if (picks) listen(box);
    await drawing;
  } catch (error) {
    console.error(error);
    globalThis.Plotly?.purge(box);
    box.listening = false;
    box.failed = true;
    box.textContent = "The chart could not be drawn. The table below has the same data.";
  }
}

// A mark that has evidence carries the id of its row, alone or as the first of several values.
function listen(box) {
  if (box.listening) return;
  box.listening = true;
  box.on("plotly_click", (event) => {
    const row = [event.points[0]?.customdata].flat()[0];
    if (typeof row === "string" && row) box.choose(row);
  });
}
