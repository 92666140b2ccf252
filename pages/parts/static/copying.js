const NAMES = {
  picture: "the picture",
  table: "the table",
  sentence: "the sentence",
  link: "the link",
};

/** What goes to the clipboard, by its type; a picture is a Blob, everything else text. */
function contents(what, data) {
  if (what === "picture") return { "image/png": pictureOf(data) };
  if (what === "table") return { "text/html": data.html, "text/plain": data.text };
  if (what === "sentence") return { "text/plain": data.sentence };
  return { "text/plain": new URL(data.address, location.href).href };
}

function pictureOf(data) {
  const bytes = Uint8Array.from(atob(data.picture), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}

function asBlobs(held) {
  return Object.fromEntries(
    Object.entries(held).map(([type, value]) => [type, new Blob([value], { type })]),
  );
}

/** The way of browsers that have no clipboard for pages without https: text only. */
function copyByCommand(held) {
  const box = document.createElement("textarea");
  box.value = held["text/plain"];
  box.style.position = "fixed";
  box.style.opacity = "0";
  document.body.append(box);
  const fill = (event) => {
    for (const [type, value] of Object.entries(held)) event.clipboardData.setData(type, value);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("copy", fill, { capture: true, once: true });
  box.select();
  const done = document.execCommand("copy");
  document.removeEventListener("copy", fill, { capture: true });
  box.remove();
  return done;
}

function download(data) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(pictureOf(data));
  link.download = data.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

async function toClipboard(held) {
  if (!navigator.clipboard?.write || !window.ClipboardItem) return false;
  try {
    await navigator.clipboard.write([new ClipboardItem(asBlobs(held))]);
    return true;
  } catch {
    return false;
  }
}

async function copy(what, data) {
  const held = contents(what, data);
  if (await toClipboard(held)) return `Copied ${NAMES[what]}`;
  if (what === "picture") {
    download(data);
    return "This browser does not let a page copy a picture: it was downloaded instead";
  }
  if (copyByCommand(held)) return `Copied ${NAMES[what]}`;
  return `Could not copy ${NAMES[what]}: the browser did not allow it`;
}

export default function ({ data, parentElement }) {
  const said = parentElement.querySelector("[role=status]");
  for (const button of parentElement.querySelectorAll("button")) {
    button.onclick = async () => {
      // Emptied first, so that the same words are read out again.
      said.textContent = "";
      const told = await copy(button.dataset.what, data);
      button.focus();
      said.textContent = told;
    };
  }
}
