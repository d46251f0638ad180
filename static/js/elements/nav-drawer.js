// The sidebar on a phone: a drawer that behaves like a dialog. Without scripts the link's :target opens it.

class NavDrawer extends HTMLElement {
  connectedCallback() {
    this.narrow = matchMedia("(max-width: 60rem)");
    this.narrow.addEventListener("change", this.close);
    document.addEventListener("click", this.clicked);
    document.addEventListener("keydown", this.keyed);
  }

  disconnectedCallback() {
    this.narrow.removeEventListener("change", this.close);
    document.removeEventListener("click", this.clicked);
    document.removeEventListener("keydown", this.keyed);
  }

  clicked = (event) => {
    const link = event.target.closest?.("a");
    if (!link || !this.narrow.matches) return;
    if (link.hash === `#${this.id}`) this.open(link);
    else if (link.hasAttribute("data-drawer-close")) this.close();
    else return;
    event.preventDefault();
  };

  keyed = (event) => {
    // An open menu inside the drawer takes Escape first.
    if (event.key === "Escape" && this.hasAttribute("data-open") && !this.querySelector(":popover-open")) this.close();
  };

  // All beside the drawer goes inert, so focus stays inside without a trap of our own.
  set beside(inert) {
    for (const sibling of this.parentElement.children) {
      if (sibling !== this && !sibling.hasAttribute("data-drawer-close")) sibling.inert = inert;
    }
  }

  open(opener) {
    this.opener = opener;
    this.toggleAttribute("data-open", true);
    this.role = "dialog";
    this.ariaModal = "true";
    this.beside = true;
    this.querySelector("[data-drawer-close]")?.focus();
  }

  close = () => {
    if (!this.hasAttribute("data-open")) return;
    this.toggleAttribute("data-open", false);
    this.role = "navigation";
    this.ariaModal = null;
    this.beside = false;
    this.opener?.focus();
  };
}

customElements.define("nav-drawer", NavDrawer);
