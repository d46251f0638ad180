// Around a native <dialog>: opened by [data-opens="its id"] or, with data-open, as soon as it is on the page.
import { unsavedFields } from "./dirty.js";

class ModalDialog extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    if (!this.dialog) return;
    this.dialog.addEventListener("click", this.clicked);
    this.dialog.addEventListener("cancel", this.escaped);
    this.dialog.addEventListener("close", this.closed);
    document.addEventListener("click", this.openByButton);
    if (this.hasAttribute("data-open")) this.open(document.activeElement);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.openByButton);
    // Taken off the page while open, by an answer that needs it no more.
    if (this.hasAttribute("data-open") && this.dialog?.open) this.giveBackFocus();
  }

  open(opener) {
    // A dialog in another's place gives the focus back to where that one was opened.
    this.opener = opener?.closest?.("modal-dialog")?.opener ?? opener;
    if (!this.dialog.open) this.dialog.showModal();
  }

  openByButton = (event) => {
    const opener = event.target.closest?.("[data-opens]");
    if (!opener || opener.dataset.opens !== this.dialog.id || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.open(opener);
  };

  clicked = (event) => {
    const closer = event.target.closest("[data-close]");
    // The backdrop is the dialog itself, outside its own box.
    const beside = event.target === this.dialog && !this.inBox(event);
    if (closer) event.preventDefault();
    // Cancel says what it does; the cross in the head may be a slip.
    if (closer ? !closer.ariaLabel || this.mayLose() : beside && !this.unsaved) this.dialog.close();
    // A download leaves the page as it is: the dialog goes once the form was sent.
    if (event.target.closest("[data-close-after]")) setTimeout(() => this.dialog.close());
  };

  escaped = (event) => {
    if (!this.mayLose()) event.preventDefault();
  };

  mayLose() {
    return !this.unsaved || confirm(this.querySelector("[data-ask]")?.dataset.ask ?? "Discard what you typed?");
  }

  inBox({ clientX, clientY }) {
    const box = this.dialog.getBoundingClientRect();
    return clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
  }

  get unsaved() {
    // What is shown once says itself what is lost: data-ask.
    return [...this.querySelectorAll("form, [data-ask]")].some((one) => "ask" in one.dataset || unsavedFields(one));
  }

  giveBackFocus() {
    // The opener may be a menu item that went with its menu; then its menu's button is next best.
    const opener = this.opener?.closest?.("menu-button")?.querySelector("button") ?? this.opener;
    // A list that follows what happens has drawn it anew meanwhile.
    const present = opener?.isConnected ? opener : document.getElementById(opener?.id);
    (present ?? document.getElementById("main"))?.focus({ preventScroll: true });
  }

  closed = () => {
    this.giveBackFocus();
    if (this.hasAttribute("data-open")) this.remove();
  };
}

customElements.define("modal-dialog", ModalDialog);
