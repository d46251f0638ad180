// A list whose lines move up and down by their own buttons. Without scripts the buttons send the form, which comes back moved.

class OrderList extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.pressed);
    this.mark();
  }

  get lines() {
    return [...this.querySelectorAll("[data-label]")];
  }

  pressed = (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    event.preventDefault();
    if (button.ariaDisabled === "true") return;
    const line = button.closest("[data-label]");
    if (Number(button.dataset.step) < 0) line.previousElementSibling?.before(line);
    else line.nextElementSibling?.after(line);
    // A line that was moved in the document has lost the focus.
    button.focus();
    this.mark();
    const place = this.lines.indexOf(line) + 1;
    this.querySelector("[role=status]").textContent = `${line.dataset.label}, ${place} of ${this.lines.length}`;
  };

  // The first cannot go up and the last cannot go down; they keep the focus all the same.
  mark() {
    this.lines.forEach((line, index, { length }) => {
      const [up, down] = line.querySelectorAll("[data-step]");
      up.ariaDisabled = String(index === 0);
      down.ariaDisabled = String(index === length - 1);
    });
  }
}

customElements.define("order-list", OrderList);
