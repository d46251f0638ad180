// What customer and pool will hold once the amount that is being typed has moved. Amounts are whole minor units.

class AmountPreview extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("[name=amount]");
    if (!this.field) return;
    this.addEventListener("input", this.look);
    this.addEventListener("click", this.preset);
    this.look();
  }

  preset = (event) => {
    const button = event.target.closest("[data-amount]");
    if (!button) return;
    this.field.value = button.dataset.amount.replace(/\.0*$/, "");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.field.focus();
  };

  // The way follows the form where it offers both.
  get way() {
    const chosen = this.querySelector("[name=way]:checked")?.value;
    return chosen ? { refill: "add", deduct: "take" }[chosen] : this.dataset.way;
  }

  // As the server reads it; null for what it would refuse.
  get amount() {
    const digits = Number(this.dataset.digits);
    const typed = /^\s*(\d{1,13})(?:\.(\d+))?\s*$/.exec(this.field.value);
    if (!typed || (typed[2] ?? "").length > digits) return null;
    return Number(typed[1] + (typed[2] ?? "").padEnd(digits, "0"));
  }

  look = () => {
    const amount = this.amount;
    const rows = [...this.querySelectorAll("[data-after]")].map((row) => [row, Number(row.dataset.before)]);
    const before = Object.fromEntries(rows.map(([row, was]) => [row.dataset.after, was]));
    const change = amount === null ? 0 : { add: amount, take: -amount, set: amount - before.customer }[this.way];
    for (const [row, was] of rows) {
      const after = row.dataset.after === "pool" ? was - change : was + change;
      row.querySelector("output").textContent = this.said(after);
      row.toggleAttribute("data-short", after < 0);
      row.toggleAttribute("data-same", after === was);
    }
    const label = this.querySelector("[data-label]");
    if (label) label.textContent = this.labelled(label.dataset.label, amount);
  };

  labelled(template, amount) {
    this.plain ??= this.querySelector("[data-label]").textContent;
    return amount ? template.replace("#", this.said(amount)) : this.plain;
  }

  said(amount) {
    const digits = Number(this.dataset.digits);
    return (amount / 10 ** digits).toLocaleString("en", { maximumFractionDigits: digits }).replace("-", "−");
  }
}

customElements.define("amount-preview", AmountPreview);
