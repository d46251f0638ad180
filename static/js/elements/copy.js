// The clipboard, which a browser may refuse.
import { say } from "./toast.js";

export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// For a menu, which is gone before it could say so itself.
export async function copyAndSay(text) {
  if (await copied(text)) say(`${text} was copied`, "success");
  else say(`The browser refused to copy. Select it here: ${text}`, "error");
}
