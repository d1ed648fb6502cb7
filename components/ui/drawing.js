// Draws one chart. Streamlit calls it after every run, with a new figure or with the same one; a new figure may have come before that,
// over the tab's own channel.
const boxes = new WeakMap();
const boxesByKey = new Map();
let channel = {};

export default function ({ data, parentElement, setTriggerValue }) {
  const box = boxes.get(parentElement) ?? begin(parentElement);
  const text = new TextDecoder().decode(data);
  box.choose = (row) => setTriggerValue("picked", row);
  if (text !== box.text) take(box, text, JSON.parse(text));
  // Called after a chart has left the page, and also when a newer figure overtakes one that is still to be drawn.
  return () => parentElement.isConnected || end(box);
}

// Streamlit brings what has come ahead once more, perhaps when something newer is shown already.
function take(box, text, wanted) {
  if (wanted.channel && wanted.channel === box.channel && wanted.turn <= box.turn) return;
  box.text = text;
  box.channel = wanted.channel;
  box.turn = wanted.turn;
  boxesByKey.set(wanted.key, box);
  if (wanted.channel) listen(wanted.channel);
  show(box, wanted);
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

// One attempt for each name that a session gives, and another after an open one has ended; without it figures come Streamlit's way.
function listen(name) {
  if (channel.name === name && !(channel.opened && channel.socket.readyState === WebSocket.CLOSED)) return;
  channel.socket?.close();
  const address = new URL(name, document.baseURI);
  address.protocol = address.protocol.replace("http", "ws");
  const socket = new WebSocket(address);
  const mine = { name, socket, opened: false };
  socket.binaryType = "arraybuffer";
  socket.onopen = () => (mine.opened = true);
  socket.onmessage = ({ data }) => goAhead(new TextDecoder().decode(data).split("\n"));
  channel = mine;
}

// A line for each chart; all drawn at once, with nothing between them for which the page must be laid out.
function goAhead(lines) {
  for (const text of lines) {
    const wanted = JSON.parse(text);
    const box = boxesByKey.get(wanted.key);
    if (box?.isConnected) take(box, text, wanted);
  }
}

// A box without a width is hidden; it is drawn as soon as it has one.
async function show(box, wanted) {
  try {
    // Parsed anew for each drawing, because plotly.js writes into what it is given.
    const { figure, label, picks, library, config } = wanted ?? JSON.parse(box.text);
    box.setAttribute("aria-label", label);
    if (!globalThis.Plotly) await import(new URL(library, document.baseURI).href);
    if (!box.clientWidth || !box.isConnected) return;
    if (box.failed) box.replaceChildren();
    box.failed = false;
    box.drawnWidth = box.clientWidth;
    const drawing = draw(box, figure.data, { ...figure.layout, width: box.drawnWidth }, config);
    if (picks) answer(box);
    await drawing;
  } catch (error) {
    console.error(error);
    globalThis.Plotly?.purge(box);
    box.listening = false;
    box.failed = true;
    box.textContent = "The chart could not be drawn. The table below has the same data.";
  }
}

// That something else is to be drawn is known: plotly.js need not compare both figures first.
function draw(box, data, layout, config) {
  if (!box.data) return globalThis.Plotly.newPlot(box, data, layout, config);
  Object.assign(box, { data, layout });
  return globalThis.Plotly.redraw(box);
}

// A mark that has evidence carries the id of its row, alone or as the first of several values.
function answer(box) {
  if (box.listening) return;
  box.listening = true;
  box.on("plotly_click", (event) => {
    const row = [event.points[0]?.customdata].flat()[0];
    if (typeof row === "string" && row) box.choose(row);
  });
}
